using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary>One step of an optimizer with two moments: <c>m, v, p =</c> their next values from the gradient g.</summary>
internal readonly struct MomentKernel<TUpdate>(
    TUpdate update, ArrayView<float> p, ArrayView<float> g, ArrayView<float> m, ArrayView<float> v) : IElementKernel
    where TUpdate : struct, IMomentUpdate
{
    private readonly TUpdate _update = update;
    private readonly ArrayView<float> _p = p, _g = g, _m = m, _v = v;

    public void Run(long index)
    {
        var gradient = _g[index];
        var first = _update.First(_m[index], gradient);
        var second = _update.Second(_v[index], gradient);
        _m[index] = first;
        _v[index] = second;
        _p[index] = _update.Parameter(_p[index], first, second);
    }
}
