using ILGPU;

namespace FlowCore.Gpu.Kernels.Summing;

/// <summary><c>Σ x[c, ·]</c>; x is <c>[C, N, H, W]</c> as rows of <c>N·H·W</c>.</summary>
internal readonly struct ChannelTerm(ArrayView<float> x, long columns) : ISumTerm
{
    private readonly ArrayView<float> _x = x;
    private readonly long _columns = columns;

    public Sums Add(int output, long term, Sums sums) => sums.Plus(_x[(output * _columns) + term]);
}

/// <summary>
/// <c>Σ d</c> and <c>Σ d²</c> of the distances <c>d = x[c, ·] − x[c, 0]</c>: a channel far from zero loses nothing, since
/// floats near each other have exact differences.
/// </summary>
internal readonly struct MomentsTerm(ArrayView<float> x, long columns) : ISumTerm
{
    private readonly ArrayView<float> _x = x;
    private readonly long _columns = columns;

    public Sums Add(int output, long term, Sums sums)
    {
        var d = _x[(output * _columns) + term] - _x[output * _columns];
        return new Sums(sums.First.Plus(d), sums.Second.PlusProduct(d, d));
    }
}

/// <summary><c>mean[c] = x[c, 0] + Σd/n</c> and <c>variance[c] = (Σd² − (Σd)²/n)/n</c> from <see cref="MomentsTerm"/>.</summary>
internal readonly struct MomentsFinish(
    ArrayView<float> x, long columns, ArrayView<float> mean, ArrayView<float> variance) : ISumFinish
{
    private readonly ArrayView<float> _x = x, _mean = mean, _variance = variance;
    private readonly long _columns = columns;

    // A float holds a count to 24 bits: two of them hold any that fits in memory.
    private readonly float _count = columns, _rest = columns - (long)(float)columns;

    public void Write(int output, Sums sums)
    {
        var m = sums.First.Total / _count;

        // Where x[c, 0] lies far out the two terms cancel, so their difference is formed before it is rounded: with r what
        // m, a float, leaves of the sum, Σd² − (Σd)²/n = Σd² − m·Σd − m·r to within r²/n.
        var r = sums.First.PlusProduct(-_count, m).PlusProduct(-_rest, m).Total;
        var squares = sums.Second.PlusProduct(-m, sums.First.High).PlusProduct(-m, sums.First.Low).PlusProduct(-m, r);
        _mean[output] = _x[output * _columns] + m;
        _variance[output] = squares.Total / _count;
    }
}

/// <summary><c>y[i] (+)= factor·Σ_k x[k]</c> for every i; x has as many numbers as there are channels or samples.</summary>
internal readonly struct BroadcastSumKernel(ArrayView<float> x, float factor, Destination y) : IElementKernel
{
    private readonly ArrayView<float> _x = x;
    private readonly float _factor = factor;
    private readonly Destination _y = y;

    public void Run(long index)
    {
        var sum = default(FloatPair);
        for (var k = 0L; k < _x.Length; k++)
        {
            sum = sum.Plus(_x[k]);
        }

        _y.Put(index, _factor * sum.Total);
    }
}

/// <summary><c>partials[s] = </c> the sum of the squares of x at s, s + S, s + 2S …; one element a part.</summary>
internal readonly struct SquareSumsKernel(ArrayView<float> x, ArrayView<SquareSums> partials) : IElementKernel
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<SquareSums> _partials = partials;

    public void Run(long index)
    {
        var sums = default(SquareSums);
        for (var i = index; i < _x.Length; i += _partials.Length)
        {
            sums = sums.PlusSquare(_x[i]);
        }

        _partials[index] = sums;
    }
}
