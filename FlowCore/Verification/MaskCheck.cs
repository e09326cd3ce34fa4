using FlowCore.Layers;
using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>
/// That a masked convolution is what its inverse needs. Its kernels: of a pixel's own tap the diagonal is 1 and what lies above it 0.
/// Its response to single pixels, whatever its kernels say: 1 there, and exactly 0 in other groups, in the channels before, and at
/// pixels that the kernel does not reach or that come before in the group's orientation.
/// </summary>
internal static class MaskCheck
{
    private const int MostImpulses = 256;

    /// <summary>How many entries are not what they must be.</summary>
    public static (int Kernels, int Response) Faults(FlowModel model, MaskedBijector layer) =>
        (KernelFaults(model.Backend, layer), ResponseFaults(model, layer));

    private static int KernelFaults(IBackend backend, MaskedBijector layer)
    {
        var (kernels, groups) = (layer.GetKernels(backend), layer.Orientations.Length);
        var (size, faults) = (layer.InputShape.Channels / groups, 0);
        for (var row = 0; row < groups * size; row++)
        {
            var (orientation, output) = (layer.Orientations[row / size], row % size);

            // A correlation kernel over what is above and to the left has the pixel itself last; others are mirrored.
            var y = orientation is Orientation.TopLeft or Orientation.TopRight ? layer.KernelHeight - 1 : 0;
            var x = orientation is Orientation.TopLeft or Orientation.BottomLeft ? layer.KernelWidth - 1 : 0;
            for (var input = output; input < size; input++)
            {
                var own = kernels[(((((row * size) + input) * layer.KernelHeight) + y) * layer.KernelWidth) + x];
                faults += own == (input == output ? 1 : 0) ? 0 : 1;
            }
        }

        return faults;
    }

    private static int ResponseFaults(FlowModel model, MaskedBijector layer)
    {
        var shape = layer.InputShape;
        var places = Places(shape);
        var x = new double[(long)shape.Dimensions * places.Length];
        for (var n = 0; n < places.Length; n++)
        {
            x[Index(shape, places.Length, n, places[n])] = 1;
        }

        var y = LayerRun.Run(model, layer, x, new int[places.Length], places.Length).Value;
        var faults = 0;
        for (var n = 0; n < places.Length; n++)
        {
            for (var element = 0; element < shape.Dimensions; element++)
            {
                var value = y[Index(shape, places.Length, n, element)];
                faults += element == places[n] ? (value == 1 ? 0 : 1) : value == 0 || MayRespond(layer, places[n], element) ? 0 : 1;
            }
        }

        return faults;
    }

    /// <summary>Whether an output may depend on an input, which is another element.</summary>
    private static bool MayRespond(MaskedBijector layer, int input, int output)
    {
        var shape = layer.InputShape;
        var ((c, p), (d, q)) = (Math.DivRem(input, shape.Plane), Math.DivRem(output, shape.Plane));
        var size = shape.Channels / layer.Orientations.Length;
        if (c / size != d / size)
        {
            return false;
        }

        var orientation = layer.Orientations[c / size];
        var down = (q / shape.Width) - (p / shape.Width);
        var right = (q % shape.Width) - (p % shape.Width);
        var rows = orientation is Orientation.TopLeft or Orientation.TopRight ? down : -down;
        var columns = orientation is Orientation.TopLeft or Orientation.BottomLeft ? right : -right;
        return (rows, columns) == (0, 0)
            ? d > c
            : rows >= 0 && rows < layer.KernelHeight && columns >= 0 && columns < layer.KernelWidth;
    }

    /// <summary>Elements to try: all of a small image, of a large one every channel at pixels spread over it.</summary>
    private static int[] Places(ImageShape shape)
    {
        var step = Math.Max(1, (shape.Dimensions + MostImpulses - 1) / MostImpulses);

        // A step that shares no factor with the width meets every column.
        while (step > 1 && Shares(step, shape.Width))
        {
            step++;
        }

        return [.. Enumerable.Range(0, (shape.Dimensions + step - 1) / step).Select(i => i * step)];
    }

    private static bool Shares(int step, int width) => System.Numerics.BigInteger.GreatestCommonDivisor(step, width) > 1;

    private static long Index(ImageShape shape, int samples, int n, int element)
    {
        var (c, p) = Math.DivRem(element, shape.Plane);
        return ((((long)c * samples) + n) * shape.Plane) + p;
    }
}
