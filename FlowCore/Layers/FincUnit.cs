using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>Four masked convolutions, one orientation each over a quarter of the channels (the FInC unit of Kallappa et al. 2023).</summary>
/// <inheritdoc cref="MaskedBijector"/>
public sealed class FincUnit : MaskedBijector
{
    private const int Groups = 4;

    /// <summary>A unit with weights near 0, so that it starts near the identity.</summary>
    public FincUnit(string name, ImageShape shape, int kernelHeight, int kernelWidth, PhiloxSequence random)
        : base(name, Checked(name, shape), kernelHeight, kernelWidth, OrientationExtensions.All, random)
    {
    }

    /// <inheritdoc/>
    public override string Describe() => $"FincUnit {KernelHeight}×{KernelWidth}";

    private static ImageShape Checked(string name, ImageShape shape) => shape.Channels % Groups == 0
        ? shape
        : throw new ShapeException(
            name, "channels that are a multiple of 4", $"{shape}", "Put a Squeeze before it, or use MaskedConv, which takes any.");
}
