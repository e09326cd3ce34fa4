using ILGPU;

namespace FlowCore.Gpu.Kernels.Summing;

/// <summary>Up to two running sums; a reduction that needs one leaves the other at 0.</summary>
internal readonly struct Sums(FloatPair first, FloatPair second)
{
    /// <summary>Floats of the memory that one takes.</summary>
    public const int Floats = 4;

    public readonly FloatPair First = first;
    public readonly FloatPair Second = second;

    public Sums Plus(float first) => new(First.Plus(first), Second);

    public Sums Plus(float first, float second) => new(First.Plus(first), Second.Plus(second));

    public Sums Plus(Sums other) => new(First.Plus(other.First), Second.Plus(other.Second));
}

/// <summary>What a reduction adds up, and what else it does on the way.</summary>
internal interface ISumTerm
{
    /// <summary><paramref name="sums"/> and term <paramref name="term"/> of output <paramref name="output"/>.</summary>
    Sums Add(int output, long term, Sums sums);
}

/// <summary>What is made of the sums of an output.</summary>
internal interface ISumFinish
{
    /// <summary>Writes output <paramref name="output"/>.</summary>
    void Write(int output, Sums sums);
}

/// <summary>
/// The first phase of a reduction: <c>partials[s, output] = </c> the sum of the terms s, s + S, s + 2S … with S a power of
/// two. One element a part of an output; neighbouring threads have neighbouring terms.
/// </summary>
internal readonly struct PartialSumsKernel<TTerm>(
    TTerm term, long terms, int outputs, int partBits, ArrayView<Sums> partials) : IElementKernel
    where TTerm : struct, ISumTerm
{
    private readonly TTerm _term = term;
    private readonly long _terms = terms;
    private readonly int _outputs = outputs, _partBits = partBits;
    private readonly ArrayView<Sums> _partials = partials;

    public void Run(long index)
    {
        var output = (int)(index >> _partBits);
        var parts = 1L << _partBits;
        var part = index & (parts - 1);
        var sums = default(Sums);
        for (var i = part; i < _terms; i += parts)
        {
            sums = _term.Add(output, i, sums);
        }

        _partials[(part * _outputs) + output] = sums;
    }
}

/// <summary>The second phase: an output's partial sums in the order of their parts. One element an output.</summary>
internal readonly struct TotalSumsKernel<TFinish>(
    TFinish finish, int outputs, int partBits, ArrayView<Sums> partials) : IElementKernel
    where TFinish : struct, ISumFinish
{
    private readonly TFinish _finish = finish;
    private readonly int _outputs = outputs, _partBits = partBits;
    private readonly ArrayView<Sums> _partials = partials;

    public void Run(long index)
    {
        var parts = 1L << _partBits;
        var sums = default(Sums);
        for (var part = 0L; part < parts; part++)
        {
            sums = sums.Plus(_partials[(part * _outputs) + index]);
        }

        _finish.Write((int)index, sums);
    }
}

/// <summary><c>to[output] = constant + sign·Σ</c>.</summary>
internal readonly struct AssignSum(ArrayView<float> to, float sign, FloatPair constant) : ISumFinish
{
    private readonly ArrayView<float> _to = to;
    private readonly float _sign = sign;
    private readonly FloatPair _constant = constant;

    public void Write(int output, Sums sums) =>
        _to[output] = _constant.Plus(new FloatPair(_sign * sums.First.High, _sign * sums.First.Low)).Total;
}

/// <summary><c>to[output] += Σ</c>.</summary>
internal readonly struct AddSum(ArrayView<float> to) : ISumFinish
{
    private readonly ArrayView<float> _to = to;

    public void Write(int output, Sums sums) => _to[output] += sums.First.Total;
}
