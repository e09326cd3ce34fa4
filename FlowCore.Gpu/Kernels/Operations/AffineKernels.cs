using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary><c>y = (x + σ·b_c)·exp(f·l_c)</c>; x and y are <c>[C, N, H, W]</c> as rows of <c>N·H·W</c>, and may be the same.</summary>
internal readonly struct AffineForwardKernel(
    ArrayView<float> x, long columns, ArrayView<float> shift, ArrayView<float> logScale, float sign, float factor,
    ArrayView<float> y) : IChannelKernel
{
    private readonly ArrayView<float> _x = x, _shift = shift, _logScale = logScale, _y = y;
    private readonly long _columns = columns;
    private readonly float _sign = sign, _factor = factor;

    public void Run(int channel, long column)
    {
        var index = (channel * _columns) + column;
        _y[index] = (_x[index] + (_sign * _shift[channel])) * FloatMath.Exp(_factor * _logScale[channel]);
    }
}

/// <summary><c>x = y·exp(−f·l_c) − σ·b_c</c>, laid out as in <see cref="AffineForwardKernel"/>.</summary>
internal readonly struct AffineInverseKernel(
    ArrayView<float> y, long columns, ArrayView<float> shift, ArrayView<float> logScale, float sign, float factor,
    ArrayView<float> x) : IChannelKernel
{
    private readonly ArrayView<float> _y = y, _shift = shift, _logScale = logScale, _x = x;
    private readonly long _columns = columns;
    private readonly float _sign = sign, _factor = factor;

    public void Run(int channel, long column)
    {
        var index = (channel * _columns) + column;
        _x[index] = (_y[index] * FloatMath.Exp(-_factor * _logScale[channel])) - (_sign * _shift[channel]);
    }
}

/// <summary><c>to (+)= g·exp(exponent·l_c)</c>, and the sums <c>Σ g</c> and <c>Σ g·y</c> of each channel; to may be g.</summary>
internal readonly struct AffineGradientTerm(
    ArrayView<float> y, ArrayView<float> g, long columns, ArrayView<float> logScale, float exponent, Destination to) : ISumTerm
{
    private readonly ArrayView<float> _y = y, _g = g, _logScale = logScale;
    private readonly long _columns = columns;
    private readonly float _exponent = exponent;
    private readonly Destination _to = to;

    public Sums Add(int output, long term, Sums sums)
    {
        var index = (output * _columns) + term;
        var gradient = _g[index];
        _to.Put(index, gradient * FloatMath.Exp(_exponent * _logScale[output]));
        return sums.Plus(gradient, gradient * _y[index]);
    }
}

/// <summary><c>db_c += σ·e·Σ dy</c> and <c>dl_c += f·Σ dy·y</c> with <c>e = exp(f·l_c)</c>.</summary>
internal readonly struct AffineForwardFinish(
    ArrayView<float> logScale, float sign, float factor, ArrayView<float> dshift, ArrayView<float> dlogScale) : ISumFinish
{
    private readonly ArrayView<float> _logScale = logScale, _dshift = dshift, _dlogScale = dlogScale;
    private readonly float _sign = sign, _factor = factor;

    public void Write(int output, Sums sums)
    {
        _dshift[output] += _sign * FloatMath.Exp(_factor * _logScale[output]) * sums.First.Total;
        _dlogScale[output] += _factor * sums.Second.Total;
    }
}

/// <summary><c>db_c −= σ·Σ dx</c> and <c>dl_c −= f·Σ dx·y·e⁻¹</c> with <c>e = exp(f·l_c)</c>.</summary>
internal readonly struct AffineInverseFinish(
    ArrayView<float> logScale, float sign, float factor, ArrayView<float> dshift, ArrayView<float> dlogScale) : ISumFinish
{
    private readonly ArrayView<float> _logScale = logScale, _dshift = dshift, _dlogScale = dlogScale;
    private readonly float _sign = sign, _factor = factor;

    public void Write(int output, Sums sums)
    {
        _dshift[output] -= _sign * sums.First.Total;
        _dlogScale[output] -= _factor * FloatMath.Exp(-_factor * _logScale[output]) * sums.Second.Total;
    }
}
