using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    // Pixels at a time: rows of a result that are often a power of two apart, and share few places of a cache.
    private const int ExchangedPixels = 8;

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

    /// <inheritdoc/>
    public void ExchangePixels(Tensor x, Tensor y, bool accumulate)
    {
        var (channels, pixels) = (x.Shape.Channels, y.Shape.Channels);
        var blocks = (pixels + ExchangedPixels - 1) / ExchangedPixels;
        ForItems(
            (long)x.Shape.Batch * blocks,
            (long)ExchangedPixels * channels,
            new PixelExchange(Pointer(x), Pointer(y), channels, x.Shape.Batch, pixels, blocks, accumulate));
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

    /// <summary>Some pixels of a sample, of all channels.</summary>
    private readonly struct PixelExchange(float* x, float* y, int channels, int samples, int pixels, int blocks, bool accumulate)
        : IItemWork
    {
        private readonly float* _x = x, _y = y;

        public void Run(long item)
        {
            var (sample, block) = Math.DivRem(item, blocks);
            var first = block * ExchangedPixels;
            LaneTiles.Transpose(
                _x + (sample * pixels) + first,
                (long)samples * pixels,
                _y + (first * samples * channels) + (sample * channels),
                (long)samples * channels,
                channels,
                (int)Math.Min(ExchangedPixels, pixels - first),
                accumulate);
        }
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
