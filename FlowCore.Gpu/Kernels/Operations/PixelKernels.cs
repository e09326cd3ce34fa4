using FlowCore.Backends;
using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Ops;
using FlowCore.Random;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary>
/// <c>x =</c> the coded <c>v + u</c> of each sample, and the sum of what its elements add to the log-det besides a constant.
/// One term a block of four elements, which is what one block of random bits is enough for; x is <c>[C, N, H, W]</c>, pixels
/// <c>[N, C, H, W]</c>.
/// </summary>
internal readonly struct EncodeTerm<TScale>(
    TScale scale, ArrayView<byte> pixels, ArrayView<int> ids, Dequantization dequantization, ArrayView<float> x,
    SampleLayout layout, long elements) : ISumTerm
    where TScale : struct, IPixelScale
{
    private readonly TScale _scale = scale;
    private readonly ArrayView<byte> _pixels = pixels;
    private readonly ArrayView<int> _ids = ids;
    private readonly int _isDrawn = dequantization.Key is null ? 0 : 1;
    private readonly RandomKey _key = dequantization.Key ?? default;
    private readonly float _offset = (float)dequantization.Offset;
    private readonly ArrayView<float> _x = x;
    private readonly SampleLayout _layout = layout;
    private readonly long _elements = elements;

    public Sums Add(int output, long term, Sums sums)
    {
        var words = default(PhiloxBlock);
        if (_isDrawn != 0)
        {
            words = Philox.Block(_key, (uint)_ids[output], (uint)term);
        }

        var element = 4 * term;
        sums = Encode(output, element, words.X, sums);
        sums = Encode(output, element + 1, words.Y, sums);
        sums = Encode(output, element + 2, words.Z, sums);
        return Encode(output, element + 3, words.W, sums);
    }

    private Sums Encode(int sample, long element, uint word, Sums sums)
    {
        if (element >= _elements)
        {
            return sums;
        }

        var u = _isDrawn != 0 ? Philox.Uniform(word) : _offset;
        var (coded, logSlope) = _scale.Encode(_pixels[(sample * _elements) + element], u);
        _x[_layout.IndexOf(sample, element)] = coded;
        return sums.Plus(logSlope);
    }
}

/// <summary>
/// <c>pixels[o] = </c> how many of the edges x has reached, 0 where it is not finite, and <c>broken[s] = </c> how many are not
/// among s, s + S, s + 2S …; one element a part. x is <c>[C, N, H, W]</c>, pixels <c>[N, C, H, W]</c>. Edge v is the least
/// float of level v + 1, of which there are <c>Q = 2^bits</c>.
/// </summary>
internal readonly struct DecodePixelsKernel(
    ArrayView<float> x, SampleLayout layout, int elements, ArrayView<float> edges, ArrayView<byte> pixels, ArrayView<int> broken)
    : IElementKernel
{
    private readonly ArrayView<float> _x = x, _edges = edges;
    private readonly SampleLayout _layout = layout;
    private readonly int _elements = elements;
    private readonly ArrayView<byte> _pixels = pixels;
    private readonly ArrayView<int> _broken = broken;

    public void Run(long index)
    {
        var count = 0;
        for (var i = index; i < _pixels.Length; i += _broken.Length)
        {
            var sample = IndexMath.Divide(i, _elements);
            var value = _x[_layout.IndexOf(sample, i - (sample * _elements))];
            var isFinite = value >= float.MinValue && value <= float.MaxValue;
            count += isFinite ? 0 : 1;
            _pixels[i] = (byte)(isFinite ? LevelOf(value) : 0);
        }

        _broken[index] = count;
    }

    private int LevelOf(float value)
    {
        var level = 0;
        for (var step = ((int)_edges.Length + 1) >> 1; step > 0; step >>= 1)
        {
            level += value >= _edges[level + step - 1] ? step : 0;
        }

        return level;
    }
}
