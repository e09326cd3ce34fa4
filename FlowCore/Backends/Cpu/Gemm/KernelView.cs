using FlowCore.Backends.Cpu.Memory;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>A convolution kernel w(output, input, tap) wherever it lies: transposing it is a matter of strides.</summary>
/// <param name="Data">The first weight.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Inputs">Input channels.</param>
/// <param name="Taps">Taps of the stencil.</param>
/// <param name="OutputStride">Floats from one output channel to the next.</param>
/// <param name="InputStride">Floats from one input channel to the next.</param>
/// <param name="TapStride">Floats from one tap to the next.</param>
internal readonly unsafe record struct KernelView(
    nint Data, int Outputs, int Inputs, int Taps, int OutputStride, int InputStride, int TapStride)
{
    /// <summary>A kernel <c>[O, I, kH, kW]</c>.</summary>
    public static KernelView Of(Tensor w)
    {
        var taps = w.Shape[2] * w.Shape[3];
        return new KernelView((nint)CpuStorage.PointerOf(w), w.Shape[0], w.Shape[1], taps, w.Shape[1] * taps, taps, 1);
    }

    /// <summary>The first group's kernel of masked taps <c>[G, kH, kW, q, q]</c>.</summary>
    public static KernelView OfTaps(Tensor taps)
    {
        var size = taps.Shape[4];
        return new KernelView(
            (nint)CpuStorage.PointerOf(taps), size, size, taps.Shape[1] * taps.Shape[2], size, 1, size * size);
    }

    /// <summary>Inputs and outputs exchanged, for the gradient with respect to the input.</summary>
    public KernelView Transposed() =>
        new(Data, Inputs, Outputs, Taps, InputStride, OutputStride, TapStride);

    public float this[int output, int input, int tap] =>
        ((float*)Data)[((long)output * OutputStride) + ((long)input * InputStride) + ((long)tap * TapStride)];

    public void Add(int output, int input, int tap, float value) =>
        ((float*)Data)[((long)output * OutputStride) + ((long)input * InputStride) + ((long)tap * TapStride)] += value;
}
