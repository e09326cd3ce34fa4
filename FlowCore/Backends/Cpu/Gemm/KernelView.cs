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
    /// <summary>A coupling net's kernel, <c>[O, I, taps]</c>.</summary>
    public static KernelView OfConvolution(float* data, Shape shape)
    {
        var taps = shape[2] * shape[3];
        return new KernelView((nint)data, shape[0], shape[1], taps, shape[1] * taps, taps, 1);
    }

    /// <summary>One group of masked taps, <c>[taps, q, q]</c>.</summary>
    public static KernelView OfTaps(float* data, int taps, int size) => new((nint)data, size, size, taps, size, 1, size * size);

    /// <summary>Inputs and outputs exchanged, for the gradient with respect to the input.</summary>
    public KernelView Transposed() =>
        new(Data, Inputs, Outputs, Taps, InputStride, OutputStride, TapStride);

    public float this[int output, int input, int tap] =>
        ((float*)Data)[((long)output * OutputStride) + ((long)input * InputStride) + ((long)tap * TapStride)];

    public void Add(int output, int input, int tap, float value) =>
        ((float*)Data)[((long)output * OutputStride) + ((long)input * InputStride) + ((long)tap * TapStride)] += value;
}
