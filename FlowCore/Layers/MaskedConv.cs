using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>One masked convolution over all channels in one orientation; any channel count, image and kernel size.</summary>
/// <inheritdoc cref="MaskedBijector"/>
public sealed class MaskedConv : MaskedBijector
{
    /// <summary>A masked convolution with weights near 0, so that it starts near the identity.</summary>
    public MaskedConv(
        string name, ImageShape shape, int kernelHeight, int kernelWidth, Orientation orientation, PhiloxSequence random)
        : base(name, shape, kernelHeight, kernelWidth, [orientation], random)
    {
        Orientation = orientation;
    }

    /// <summary>Which neighbours it sees.</summary>
    public Orientation Orientation { get; }

    /// <inheritdoc/>
    public override string Describe() => $"MaskedConv {KernelHeight}×{KernelWidth} {Orientation}";
}
