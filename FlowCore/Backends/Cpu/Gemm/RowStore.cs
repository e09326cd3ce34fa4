using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary><c>y (+)= f(w·b + bias)</c>, where rows of y lie apart and may end within the tile.</summary>
/// <param name="to">The tile's first element.</param>
/// <param name="stride">Floats from one row to the next.</param>
/// <param name="rows">Rows that y has left.</param>
/// <param name="width">Columns that y has left.</param>
/// <param name="bias">One a row, or null.</param>
/// <param name="accumulate">Whether y is added to.</param>
internal readonly unsafe struct RowStore<TActivation>(float* to, long stride, int rows, int width, float* bias, bool accumulate)
    : ITileStore
    where TActivation : struct, IActivation
{
    private readonly float* _to = to, _bias = bias;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int row, int column, Vector512<float> product)
    {
        if (row >= rows || column >= width)
        {
            return;
        }

        var target = _to + (row * stride) + column;
        if (_bias is not null)
        {
            product += Vector512.Create(_bias[row]);
        }

        if (accumulate)
        {
            product += Lanes.Load(target, width - column);
        }

        Lanes.Store(TActivation.Forward(product), target, width - column);
    }
}
