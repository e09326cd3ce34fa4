using FlowCore.Gpu.Kernels.Summing;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary><c>taps = </c> what the free weights stand for; an element is an entry of the taps.</summary>
internal readonly struct AssembleTapsKernel(ArrayView<float> free, ArrayView<float> taps, int groupTaps, int channels)
    : IElementKernel
{
    private readonly ArrayView<float> _free = free, _taps = taps;
    private readonly int _groupTaps = groupTaps, _channels = channels;

    public void Run(long index)
    {
        var entry = new TapEntry(index, _groupTaps, _channels);
        _taps[index] = entry.IsFree ? _free[entry.Weight] : entry.Constant;
    }
}

/// <summary><c>dfree += </c> the free entries of dtaps; an element is an entry of dtaps.</summary>
internal readonly struct AssembleTapsGradientKernel(ArrayView<float> dtaps, ArrayView<float> dfree, int groupTaps, int channels)
    : IElementKernel
{
    private readonly ArrayView<float> _dtaps = dtaps, _dfree = dfree;
    private readonly int _groupTaps = groupTaps, _channels = channels;

    public void Run(long index)
    {
        var entry = new TapEntry(index, _groupTaps, _channels);
        if (entry.IsFree)
        {
            _dfree[entry.Weight] += _dtaps[index];
        }
    }
}

/// <summary>
/// <c>folded = A_0⁻¹</c> at lag 0 and <c>A_0⁻¹A_δ</c> elsewhere, <c>[G, kH, kW, q, q]</c>, by forward substitution in float
/// pairs: an element is a column of a tap; what the results leave out of their pairs waits in scratch memory.
/// </summary>
internal readonly struct FoldTapsKernel(
    ArrayView<float> taps, ArrayView<float> folded, ArrayView<float> rests, int groupTaps, int channels) : IElementKernel
{
    private readonly ArrayView<float> _taps = taps, _folded = folded, _rests = rests;
    private readonly int _groupTaps = groupTaps, _channels = channels;

    public void Run(long index)
    {
        var column = IndexMath.Remainder(index, _channels);
        var tap = (index - column) * _channels;
        var lag0 = IndexMath.Divide(tap, _groupTaps) * _groupTaps;
        for (var row = 0; row < _channels; row++)
        {
            var at = tap + (row * _channels) + column;
            var x = new FloatPair(tap != lag0 ? _taps[at] : row == column ? 1f : 0f, 0f);
            for (var k = 0; k < row; k++)
            {
                var above = tap + (k * _channels) + column;
                var weight = -_taps[lag0 + (row * _channels) + k];
                x = x.PlusProduct(weight, _folded[above]).Plus(weight * _rests[above]);
            }

            _folded[at] = x.Total;
            _rests[at] = x.Rest;
        }
    }
}
