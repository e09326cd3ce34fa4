using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary>
/// <c>w = </c> what free weights and exponents stand for; an element is an entry of the kernel. Without free weights their view is
/// not read.
/// </summary>
internal readonly struct AssembleCausalKernel(
    ArrayView<float> free, ArrayView<float> logDiagonal, ArrayView<float> w, CausalShape shape, int hasFree) : IElementKernel
{
    private readonly ArrayView<float> _free = free, _logDiagonal = logDiagonal, _w = w;
    private readonly CausalShape _shape = shape;
    private readonly int _hasFree = hasFree;

    public void Run(long index)
    {
        var entry = new CausalEntry(index, _shape);
        var value = 0f;
        if (entry.IsDiagonal)
        {
            value = FloatMath.Exp(_logDiagonal[entry.Diagonal]);
        }
        else if (entry.IsFree && _hasFree != 0)
        {
            value = _free[entry.Weight];
        }

        _w[index] = value;
    }
}

/// <summary>
/// <c>dfree += </c> the free entries of dw and <c>dlogDiagonal += dw·w</c>; an element is an entry of dw, and no two are of one weight.
/// </summary>
internal readonly struct AssembleCausalGradientKernel(
    ArrayView<float> w, ArrayView<float> dw, ArrayView<float> dfree, ArrayView<float> dlogDiagonal, CausalShape shape, int hasFree)
    : IElementKernel
{
    private readonly ArrayView<float> _w = w, _dw = dw, _dfree = dfree, _dlogDiagonal = dlogDiagonal;
    private readonly CausalShape _shape = shape;
    private readonly int _hasFree = hasFree;

    public void Run(long index)
    {
        var entry = new CausalEntry(index, _shape);
        if (entry.IsDiagonal)
        {
            _dlogDiagonal[entry.Diagonal] += _dw[index] * _w[index];
        }
        else if (entry.IsFree && _hasFree != 0)
        {
            _dfree[entry.Weight] += _dw[index];
        }
    }
}
