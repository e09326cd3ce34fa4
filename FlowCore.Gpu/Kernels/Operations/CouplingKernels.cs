using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary>
/// r from u, s and t of each sample, and the sum <c>Σ s</c>. u and r are <c>[K, N, H, W]</c>, and may be the same; h is
/// <c>[h_s; t]</c> with K channels each and <c>s = f(h_s)</c>.
/// </summary>
internal readonly struct CoupleTerm<TLogScale, TCoupling>(
    ArrayView<float> given, ArrayView<float> h, ArrayView<float> result, SampleLayout layout) : ISumTerm
    where TLogScale : struct, IActivation
    where TCoupling : struct, ICoupling
{
    private readonly ArrayView<float> _given = given, _h = h, _result = result;
    private readonly SampleLayout _layout = layout;

    public Sums Add(int output, long term, Sums sums)
    {
        var index = _layout.IndexOf(output, term);
        var s = TLogScale.Forward(_h[index]);
        var t = _h[_given.Length + index];
        _result[index] = TCoupling.Result(_given[index], TCoupling.Factor(s), t);
        return sums.Plus(s);
    }
}

/// <summary>
/// <c>du (+)= dr·k</c>, dt and <c>dh_s = ds·f'</c>, laid out as in <see cref="CoupleTerm{TLogScale, TCoupling}"/>; du may be dr.
/// </summary>
internal readonly struct CoupleGradientKernel<TLogScale, TCoupling>(
    ArrayView<float> result, ArrayView<float> h, ArrayView<float> dresult, ArrayView<float> dlogDet, Destination dgiven,
    ArrayView<float> dh, long columns, int plane) : IChannelKernel
    where TLogScale : struct, IActivation
    where TCoupling : struct, ICoupling
{
    private readonly ArrayView<float> _result = result, _h = h, _dresult = dresult, _dlogDet = dlogDet, _dh = dh;
    private readonly Destination _dgiven = dgiven;
    private readonly long _columns = columns;
    private readonly int _plane = plane;

    public void Run(int channel, long column)
    {
        var index = (channel * _columns) + column;
        var shift = _result.Length + index;
        var dr = _dresult[index];
        var s = TLogScale.Forward(_h[index]);
        var k = TCoupling.Factor(s);
        var ds = TCoupling.LogScaleGradient(_result[index], _h[shift], dr, _dlogDet[IndexMath.Divide(column, _plane)]);
        _dgiven.Put(index, dr * k);
        _dh[shift] = TCoupling.ShiftGradient(dr, k);
        _dh[index] = ds * TLogScale.Slope(s);
    }
}
