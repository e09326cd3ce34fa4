using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The four masked convolutional flows of MaCow (Ma, Kong, Zhang and Hovy, NeurIPS 2019), one after the other: each row scaled and
/// shifted as the rows above it say, then as those below, then each column as those to the left, then to the right
/// (<see cref="MacowFlow"/>, orders A, B, C, D). So a pixel is made of neighbours on all sides. Log-det: the sum of theirs; the inverse is
/// 2H + 2W lines one after the other.
/// </summary>
public sealed class MacowUnit : Chain
{
    private readonly int _lines, _length;

    /// <summary>A unit that starts as the identity.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of any size.</param>
    /// <param name="kernel">
    /// k: each flow sees <c>⌊k/2⌋ + 1</c> lines of <c>2⌊k/2⌋ + 1</c> pixels. That is 2×3 for 3, as published for CIFAR-10.
    /// </param>
    /// <param name="random">Draws the first weights.</param>
    public MacowUnit(string name, ImageShape shape, int kernel, PhiloxSequence random)
        : base(name, [.. Enum.GetValues<Side>().Select(side => new MacowFlow(
            FormattableString.Invariant($"{name}.{side}").ToLowerInvariant(), shape, side, LinesFor(kernel), LengthFor(kernel), random))])
    {
        (_lines, _length) = (LinesFor(kernel), LengthFor(kernel));
    }

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"MacowUnit 4 of {_lines}×{_length}");

    private static int LinesFor(int kernel) => (kernel / 2) + 1;

    private static int LengthFor(int kernel) => (2 * (kernel / 2)) + 1;
}
