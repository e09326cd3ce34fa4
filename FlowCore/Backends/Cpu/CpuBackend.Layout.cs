using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void Squeeze(Tensor x, Tensor y, bool accumulate)
    {
        var fine = Pointer(x);
        var coarse = Pointer(y);
        if (LanePairs.IsFaster(x.Shape.Width / 2))
        {
            ForRowPairs(x.Shape, (row, even, odd, width) =>
                LanePairs.Split(fine + row, coarse + even, coarse + odd, width, accumulate));
            return;
        }

        ForRowPairs(x.Shape, (row, even, odd, width) =>
            Deinterleave(fine + row, coarse + even, coarse + odd, width, accumulate));
    }

    /// <inheritdoc/>
    public void Unsqueeze(Tensor y, Tensor x, bool accumulate)
    {
        var fine = Pointer(x);
        var coarse = Pointer(y);
        if (LanePairs.IsFaster(x.Shape.Width / 2))
        {
            ForRowPairs(x.Shape, (row, even, odd, width) =>
                LanePairs.Join(coarse + even, coarse + odd, fine + row, width, accumulate));
            return;
        }

        ForRowPairs(x.Shape, (row, even, odd, width) =>
            Interleave(coarse + even, coarse + odd, fine + row, width, accumulate));
    }

    /// <summary>
    /// Runs <c>body(row, even, odd, width)</c> for every row of the unsqueezed shape: where the row starts, where the rows
    /// of its even and odd columns start in the squeezed tensor, and how long those are.
    /// </summary>
    private void ForRowPairs(Shape shape, Action<long, long, long, int> body)
    {
        var (height, width) = (shape.Height / 2, shape.Width / 2);
        var channel = (long)shape.Batch * height * width;
        ForPlanes(shape, plane =>
        {
            var (c, n) = Math.DivRem(plane, shape.Batch);
            for (var row = 0; row < shape.Height; row++)
            {
                var (i, dy) = Math.DivRem(row, 2);
                var even = (((4 * c) + (2 * dy)) * channel) + ((((n * height) + i) * width));
                body((plane * shape.Plane) + ((long)row * shape.Width), even, even + channel, width);
            }
        });
    }

    private static void Deinterleave(float* source, float* even, float* odd, int count, bool accumulate)
    {
        if (accumulate)
        {
            for (var j = 0; j < count; j++)
            {
                even[j] += source[2 * j];
                odd[j] += source[(2 * j) + 1];
            }

            return;
        }

        for (var j = 0; j < count; j++)
        {
            even[j] = source[2 * j];
            odd[j] = source[(2 * j) + 1];
        }
    }

    private static void Interleave(float* even, float* odd, float* destination, int count, bool accumulate)
    {
        if (accumulate)
        {
            for (var j = 0; j < count; j++)
            {
                destination[2 * j] += even[j];
                destination[(2 * j) + 1] += odd[j];
            }

            return;
        }

        for (var j = 0; j < count; j++)
        {
            destination[2 * j] = even[j];
            destination[(2 * j) + 1] = odd[j];
        }
    }
}
