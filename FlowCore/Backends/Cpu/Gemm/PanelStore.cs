using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary><c>y = f(w·b + bias)</c>, where y is a panel.</summary>
/// <param name="to">The tile's first row.</param>
/// <param name="bias">One a row.</param>
/// <param name="rows">Rows that y has left.</param>
internal readonly unsafe struct PanelStore<TTile, TActivation>(float* to, float* bias, int rows) : ITileStore
    where TTile : struct, IGemmTile
    where TActivation : struct, IActivation
{
    private readonly float* _to = to, _bias = bias;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int row, int column, Vector512<float> product)
    {
        if (row < rows)
        {
            TActivation.Forward(product + Vector512.Create(_bias[row])).Store(_to + (row * TTile.Columns) + column);
        }
    }
}
