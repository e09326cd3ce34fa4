using FlowCore.Tensors;

namespace FlowCore.Tests.Cases;

/// <summary>The shapes of a causal kernel.</summary>
/// <param name="Groups">C.</param>
/// <param name="Outputs">b.</param>
/// <param name="Inputs">a.</param>
/// <param name="Height">kH.</param>
/// <param name="Width">kW.</param>
internal sealed record CausalCase(int Groups, int Outputs, int Inputs, int Height, int Width)
{
    /// <summary><c>[C·b, C·a, kH, kW]</c>.</summary>
    public Shape Kernel => new(Groups * Outputs, Groups * Inputs, Height, Width);

    /// <summary>How many weights are free: all before the centre, and at it pairs of different groups once.</summary>
    public Shape Free => new(
        (Groups * Outputs * Groups * Inputs * (Height * Width / 2)) + (Outputs * Inputs * Groups * (Groups - 1) / 2));

    /// <summary><c>[C·b·a]</c>.</summary>
    public Shape LogDiagonal => new(Groups * Outputs * Inputs);

    public override string ToString() => $"C={Groups}, {Outputs} from {Inputs}, {Height}×{Width}";
}
