using System.Collections.Immutable;
using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// A masked convolutional flow of MaCow (Ma, Kong, Zhang and Hovy, NeurIPS 2019). Each line of the image, a row or a column, is
/// scaled and shifted as the lines before it say: <c>z = x·exp(s) + t</c> with <c>s = 2·tanh(h_s/2)</c> and
/// <c>[h_s; t] = W₂ elu(W₁ ∗ x + b₁) + b₂</c>, W₁ over the L lines before the pixel's own, centred along it, and W₂ 1×1. Log-det
/// <c>Σ s</c>. The inverse <c>x = (z − t)·exp(−s)</c> runs line by line, since the lines before it are all that a line waits for.
/// </summary>
/// <remarks>
/// It starts as the identity, since W₂ starts at zero. The published scale is <c>σ(h_s + 2)</c>, whose inverse nothing bounds: a
/// line that is too large makes the next one larger, and samples overflow. Neighbours are channels of the net, the image moved
/// by 1, 2, … L lines, so that W₁ extends along a line alone: the same net runs over the whole image and over a line of it.
/// </remarks>
public sealed class MacowFlow : Bijector
{
    // Published: hidden channels are 4C up to so many channels, else 2C and at most so many.
    private const int FewChannels = 96, MostHidden = 512;

    private readonly ImmutableArray<(int Rows, int Columns)> _before;
    private readonly Parameter _weight1, _bias1, _weight2, _bias2;

    /// <summary>A flow that starts as the identity.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of any size.</param>
    /// <param name="side">Where the lines lie that a line depends on.</param>
    /// <param name="lines">L, how many of them.</param>
    /// <param name="length">Pixels of each, odd.</param>
    /// <param name="random">Draws the net's first weights.</param>
    public MacowFlow(string name, ImageShape shape, Side side, int lines, int length, PhiloxSequence random)
        : base(name, shape, shape)
    {
        if (lines < 1 || length < 1 || length % 2 == 0)
        {
            throw new FlowException(
                name, "a kernel of 1 line or more and an odd length", FormattableString.Invariant($"{lines}×{length}"), "Use 2×3.");
        }

        (Side, Lines, Length) = (side, lines, length);
        _before = [.. Enumerable.Range(1, lines).Select(line => Steps(IsForward ? line : -line))];
        Width = shape.Channels <= FewChannels ? 4 * shape.Channels : Math.Min(2 * shape.Channels, MostHidden);
        var inputs = checked(lines * shape.Channels);
        var fanIn = checked(inputs * length);
        var kernel = IsOfRows ? new Shape(Width, inputs, 1, length) : new Shape(Width, inputs, length, 1);

        // From one sequence and so in one go, whichever is asked for first.
        var drawn = new Lazy<double[][]>(() =>
            [InitialValues.FanIn(checked(Width * fanIn), fanIn, random), InitialValues.FanIn(Width, fanIn, random)]);
        _weight1 = new Parameter(name + ".conv1.weight", kernel, () => drawn.Value[0]);
        _bias1 = new Parameter(name + ".conv1.bias", new Shape(Width), () => drawn.Value[1]);
        _weight2 = InitialValues.Zeros(name + ".conv2.weight", new Shape(2 * shape.Channels, Width, 1, 1));
        _bias2 = InitialValues.Zeros(name + ".conv2.bias", new Shape(2 * shape.Channels));
    }

    /// <summary>Where the lines lie that a line depends on.</summary>
    public Side Side { get; }

    /// <summary>L, how many of them.</summary>
    public int Lines { get; }

    /// <summary>Pixels of each that a pixel depends on.</summary>
    public int Length { get; }

    /// <summary>Hidden channels of the net.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_weight1, _bias1, _weight2, _bias2];

    /// <summary>Those of the net at each pixel.</summary>
    public override long MultiplyAdds => (_weight1.Shape.Count + _weight2.Shape.Count) * InputShape.Plane;

    /// <inheritdoc/>
    internal override bool WorksInPlace => true;

    private bool IsOfRows => Side is Side.Above or Side.Below;

    /// <summary>Whether the first line, on which the others depend, is row or column 0.</summary>
    private bool IsForward => Side is Side.Above or Side.Left;

    /// <summary>The shape of one line of an image.</summary>
    private ImageShape Line => IsOfRows ? InputShape with { Height = 1 } : InputShape with { Width = 1 };

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"MacowFlow {Side} {Lines}×{Length} width {Width}");

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        x.CoupleForward<BoundedLogScale>(ScaleAndShift(x.Moved(_before, InputShape.Height, InputShape.Width)));

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition)
    {
        var (tape, count) = (z.Tape, IsOfRows ? InputShape.Height : InputShape.Width);
        var whole = tape.OpenFrame();
        // The nearest first; beyond the first line there are zeros.
        var before = new Variable[Lines];
        Array.Fill(before, tape.Filled(Line.Batched(z.Shape.Batch), 0));
        var (lines, places) = (new Variable[count], new (int, int)[count]);
        Variable? total = null;
        for (var i = 0; i < count; i++)
        {
            var frame = tape.OpenFrame();
            var place = IsForward ? i : count - 1 - i;
            var given = z.Moved([Steps(-place)], Line.Height, Line.Width).GiveUp();
            (lines[i], var logDet) = given.CoupleInverse<BoundedLogScale>(ScaleAndShift(((Variable[])[.. before]).Join()));
            total = total is null ? logDet : total.GiveUp().Plus(logDet);
            tape.CloseFrame(frame, lines[i], total);
            places[i] = Steps(place);
            Array.Copy(before, 0, before, 1, Lines - 1);
            before[0] = lines[i];
        }

        var x = lines.SumMoved([.. places], InputShape.Height, InputShape.Width);
        tape.CloseFrame(whole, x, total!);
        return (x, total!);
    }

    /// <summary>A distance in lines as rows and columns.</summary>
    private (int Rows, int Columns) Steps(int lines) => IsOfRows ? (lines, 0) : (0, lines);

    private Variable ScaleAndShift(Variable before)
    {
        var tape = before.Tape;
        return before
            .Convolve<Elu>(tape.Use(_weight1), tape.Use(_bias1))
            .Convolve<Identity>(tape.Use(_weight2), tape.Use(_bias2));
    }
}
