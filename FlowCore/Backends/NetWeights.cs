namespace FlowCore.Backends;

/// <summary>
/// The weights of a coupling's net, a convolution to hidden channels, a 1×1 convolution among them and a convolution from
/// them, or the gradients of these.
/// </summary>
/// <param name="Weight1"><c>[W, I, kH, kW]</c>, odd extents.</param>
/// <param name="Bias1"><c>[W]</c>.</param>
/// <param name="Weight2"><c>[W, W, 1, 1]</c>.</param>
/// <param name="Bias2"><c>[W]</c>.</param>
/// <param name="Weight3"><c>[O, W, kH, kW]</c>, odd extents.</param>
public readonly record struct NetWeights(Tensor Weight1, Tensor Bias1, Tensor Weight2, Tensor Bias2, Tensor Weight3)
{
    /// <summary>Channels I that the net takes.</summary>
    public int Inputs => Weight1.Shape[1];

    /// <summary>Hidden channels W.</summary>
    public int Width => Weight1.Shape[0];

    /// <summary>Channels O that the net gives.</summary>
    public int Outputs => Weight3.Shape[0];
}
