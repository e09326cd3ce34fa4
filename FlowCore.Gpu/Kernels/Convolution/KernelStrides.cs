using FlowCore.Tensors;

namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>A convolution kernel w(group, output, input, tap) wherever it lies: transposing it is a matter of strides.</summary>
internal readonly struct KernelStrides
{
    private readonly int _group, _output, _tap;

    private KernelStrides(int outputs, int inputs, int group, int output, int input, int tap)
    {
        (Outputs, Inputs, _group, _output, InputStride, _tap) = (outputs, inputs, group, output, input, tap);
    }

    /// <summary>Channels of a group on either side.</summary>
    public readonly int Outputs, Inputs;

    /// <summary>From the weight of an input channel to that of the next.</summary>
    public readonly int InputStride;

    /// <summary>A coupling net's kernel, <c>[O, I, kH, kW]</c>.</summary>
    public static KernelStrides OfConvolution(Shape shape)
    {
        var taps = shape[2] * shape[3];
        return new KernelStrides(shape[0], shape[1], 0, shape[1] * taps, taps, 1);
    }

    /// <summary>Masked taps, <c>[G, kH, kW, q, q]</c>.</summary>
    public static KernelStrides OfTaps(Shape shape)
    {
        var size = shape[4];
        return new KernelStrides(size, size, shape[1] * shape[2] * size * size, size, 1, size * size);
    }

    /// <summary>Inputs and outputs exchanged, for the gradient with respect to the input.</summary>
    public KernelStrides Transposed() => new(Inputs, Outputs, _group, InputStride, _output, _tap);

    /// <summary>Where a weight lies.</summary>
    public int Index(int group, int output, int input, int tap) =>
        (group * _group) + (output * _output) + (input * InputStride) + (tap * _tap);
}
