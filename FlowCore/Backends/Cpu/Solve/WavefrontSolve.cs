using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>
/// The recursion <c>r_p = M·y_p − Σ_{δ≠0} T_δ r_{p−δ}</c> for one group of channels, sixteen samples side by side in the
/// lanes of a vector: samples are independent, so the pixels can go in plain raster order and every lane does the same
/// arithmetic. A sample's result is the same alone, in any lane and in any batch, bit for bit.
/// </summary>
/// <remarks>
/// The inverse takes M = A_0⁻¹ and T = B. The transposed inverse is the same recursion in the opposite orientation with
/// T = Bᵀ and no M, and multiplies by A_0⁻ᵀ afterwards.
/// </remarks>
internal readonly unsafe struct WavefrontSolve
{
    private readonly int _height, _width, _kernelHeight, _kernelWidth, _size, _rowSign, _columnSign;
    private readonly float* _taps;
    private readonly float* _before;
    private readonly float* _after;

    /// <param name="image">The image, with the group's channels.</param>
    /// <param name="kernel">Extents of the kernel.</param>
    /// <param name="signs">Where earlier pixels lie: (+1, +1) is above and to the left.</param>
    /// <param name="taps">T, <c>[kH, kW, q, q]</c>; lag 0 is not read.</param>
    /// <param name="before">M, <c>[q, q]</c>, or null for the identity.</param>
    /// <param name="after">What the result is multiplied by, <c>[q, q]</c>, or null for the identity.</param>
    public WavefrontSolve(
        ImageShape image, (int Height, int Width) kernel, (int Row, int Column) signs, float* taps, float* before, float* after)
    {
        (_size, _height, _width) = (image.Channels, image.Height, image.Width);
        (_kernelHeight, _kernelWidth) = kernel;
        (_rowSign, _columnSign) = signs;
        _taps = taps;
        _before = before;
        _after = after;
    }

    /// <summary>Floats of working memory: an image of vectors, and one pixel.</summary>
    public static long MemorySize(ImageShape image) => ((long)image.Dimensions + image.Channels) * Lanes.Width;

    /// <summary>Solves for up to sixteen samples.</summary>
    /// <param name="source">The first channel of the first of them; samples are a plane apart, channels <paramref name="columns"/>.</param>
    /// <param name="target">Laid out alike; may be <paramref name="source"/>.</param>
    /// <param name="columns">Floats of a channel of the whole batch.</param>
    /// <param name="samples">How many.</param>
    /// <param name="memory">Working memory.</param>
    public void Run(float* source, float* target, long columns, int samples, float* memory)
    {
        var pixel = memory + ((long)_height * _width * _size * Lanes.Width);
        Load(source, columns, samples, memory);
        for (var a = 0; a < _height; a++)
        {
            for (var b = 0; b < _width; b++)
            {
                SolvePixel(memory, a, b, pixel);
            }
        }

        Store(target, columns, samples, memory, pixel);
    }

    private float* At(float* memory, int row, int column) =>
        memory + (((long)row * _width) + column) * _size * Lanes.Width;

    private void SolvePixel(float* memory, int a, int b, float* pixel)
    {
        // (a, b) counts in the orientation's own order; (row, column) is where that lies in the image.
        var (row, column) = (_rowSign > 0 ? a : _height - 1 - a, _columnSign > 0 ? b : _width - 1 - b);
        var here = At(memory, row, column);
        Mix(_before, here, pixel);
        for (var dy = 0; dy < _kernelHeight && dy <= a; dy++)
        {
            for (var dx = dy == 0 ? 1 : 0; dx < _kernelWidth && dx <= b; dx++)
            {
                var taps = _taps + ((long)((dy * _kernelWidth) + dx) * _size * _size);
                SubtractProduct(taps, At(memory, row - (dy * _rowSign), column - (dx * _columnSign)), pixel);
            }
        }

        Buffer.MemoryCopy(pixel, here, (long)_size * Lanes.Width * sizeof(float), (long)_size * Lanes.Width * sizeof(float));
    }

    /// <summary><c>y = M·x</c> at one pixel.</summary>
    private void Mix(float* matrix, float* x, float* y)
    {
        for (var o = 0; o < _size; o++)
        {
            var sum = Vector512<float>.Zero;
            if (matrix is null)
            {
                sum = Vector512.Load(x + (o * Lanes.Width));
            }
            else
            {
                for (var i = 0; i < _size; i++)
                {
                    sum = Vector512.MultiplyAddEstimate(
                        Vector512.Create(matrix[(o * _size) + i]), Vector512.Load(x + (i * Lanes.Width)), sum);
                }
            }

            sum.Store(y + (o * Lanes.Width));
        }
    }

    /// <summary><c>y −= T·x</c> at one pixel; four outputs at a time, so that their sums do not wait for each other.</summary>
    private void SubtractProduct(float* taps, float* x, float* y)
    {
        var o = 0;
        for (; o <= _size - 4; o += 4)
        {
            float* t0 = taps + (o * _size), t1 = t0 + _size, t2 = t1 + _size, t3 = t2 + _size;
            var p = y + (o * Lanes.Width);
            var (s0, s1) = (Vector512.Load(p), Vector512.Load(p + Lanes.Width));
            var (s2, s3) = (Vector512.Load(p + (2 * Lanes.Width)), Vector512.Load(p + (3 * Lanes.Width)));
            for (var i = 0; i < _size; i++)
            {
                var negative = -Vector512.Load(x + (i * Lanes.Width));
                s0 = Vector512.MultiplyAddEstimate(Vector512.Create(t0[i]), negative, s0);
                s1 = Vector512.MultiplyAddEstimate(Vector512.Create(t1[i]), negative, s1);
                s2 = Vector512.MultiplyAddEstimate(Vector512.Create(t2[i]), negative, s2);
                s3 = Vector512.MultiplyAddEstimate(Vector512.Create(t3[i]), negative, s3);
            }

            s0.Store(p);
            s1.Store(p + Lanes.Width);
            s2.Store(p + (2 * Lanes.Width));
            s3.Store(p + (3 * Lanes.Width));
        }

        for (; o < _size; o++)
        {
            var t = taps + (o * _size);
            var p = y + (o * Lanes.Width);
            var sum = Vector512.Load(p);
            for (var i = 0; i < _size; i++)
            {
                sum = Vector512.MultiplyAddEstimate(Vector512.Create(t[i]), -Vector512.Load(x + (i * Lanes.Width)), sum);
            }

            sum.Store(p);
        }
    }

    /// <summary>Samples into lanes: <c>[p, channel, lane]</c>. Lanes without a sample are zero.</summary>
    private void Load(float* source, long columns, int samples, float* memory)
    {
        var plane = _height * _width;
        for (var channel = 0; channel < _size; channel++)
        {
            for (var lane = 0; lane < Lanes.Width; lane++)
            {
                var from = source + (channel * columns) + ((long)lane * plane);
                var to = memory + (channel * Lanes.Width) + lane;
                for (var p = 0; p < plane; p++)
                {
                    *to = lane < samples ? from[p] : 0f;
                    to += _size * Lanes.Width;
                }
            }
        }
    }

    private void Store(float* target, long columns, int samples, float* memory, float* pixel)
    {
        var plane = _height * _width;
        for (var p = 0; p < plane; p++)
        {
            var here = memory + ((long)p * _size * Lanes.Width);
            if (_after is not null)
            {
                Mix(_after, here, pixel);
                here = pixel;
            }

            for (var channel = 0; channel < _size; channel++)
            {
                for (var lane = 0; lane < samples; lane++)
                {
                    target[(channel * columns) + ((long)lane * plane) + p] = here[(channel * Lanes.Width) + lane];
                }
            }
        }
    }
}
