using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary>
/// The half that passes through, <c>r1 = u1</c>, and the coupled one, <c>r2</c> from u2, s and t, of each sample, and the
/// sum <c>Σ s</c>. u and r are <c>[C, N, H, W]</c>; h is <c>[h_s; t]</c> with ⌊C/2⌋ channels each and <c>s = f(h_s)</c>.
/// </summary>
internal readonly struct CoupleTerm<TLogScale, TCoupling>(
    ArrayView<float> given, ArrayView<float> h, ArrayView<float> result, SampleLayout layout, long passed) : ISumTerm
    where TLogScale : struct, IActivation
    where TCoupling : struct, ICoupling
{
    private readonly ArrayView<float> _given = given, _h = h, _result = result;
    private readonly SampleLayout _layout = layout;
    private readonly long _passed = passed;

    public Sums Add(int output, long term, Sums sums)
    {
        var index = _layout.IndexOf(output, term);
        var coupled = index - _passed;
        if (coupled < 0)
        {
            _result[index] = _given[index];
            return sums;
        }

        var s = TLogScale.Forward(_h[coupled]);
        var t = _h[(_given.Length - _passed) + coupled];
        _result[index] = TCoupling.Result(_given[index], TCoupling.Factor(s), t);
        return sums.Plus(s);
    }
}

/// <summary>
/// <c>du1 (+)= dr1</c>, <c>du2 (+)= dr2·k</c>, dt and <c>dh_s = ds·f'</c>, laid out as in
/// <see cref="CoupleTerm{TLogScale, TCoupling}"/>.
/// </summary>
internal readonly struct CoupleGradientKernel<TLogScale, TCoupling>(
    ArrayView<float> result, ArrayView<float> h, ArrayView<float> dresult, ArrayView<float> dlogDet, Destination dgiven,
    ArrayView<float> dh, long columns, int plane, int passed) : IChannelKernel
    where TLogScale : struct, IActivation
    where TCoupling : struct, ICoupling
{
    private readonly ArrayView<float> _result = result, _h = h, _dresult = dresult, _dlogDet = dlogDet, _dh = dh;
    private readonly Destination _dgiven = dgiven;
    private readonly long _columns = columns;
    private readonly int _plane = plane, _passed = passed;

    public void Run(int channel, long column)
    {
        var index = (channel * _columns) + column;
        var dr = _dresult[index];
        if (channel < _passed)
        {
            _dgiven.Put(index, dr);
            return;
        }

        var first = index - (_passed * _columns);
        var second = first + (_dh.Length / 2);
        var s = TLogScale.Forward(_h[first]);
        var k = TCoupling.Factor(s);
        var ds = TCoupling.LogScaleGradient(_result[index], _h[second], dr, _dlogDet[IndexMath.Divide(column, _plane)]);
        _dgiven.Put(index, dr * k);
        _dh[second] = TCoupling.ShiftGradient(dr, k);
        _dh[first] = ds * TLogScale.Slope(s);
    }
}
