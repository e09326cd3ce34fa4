using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// <c>dx = (w·b)·f'</c> with the slope taken from <c>y = f(x)</c>, both panels.
/// </summary>
/// <param name="y">The tile's first row of y.</param>
/// <param name="to">The tile's first row of dx.</param>
/// <param name="rows">Rows that are left.</param>
internal readonly unsafe struct SlopeStore<TTile, TActivation>(float* y, float* to, int rows) : ITileStore
    where TTile : struct, IGemmTile
    where TActivation : struct, IActivation
{
    private readonly float* _y = y, _to = to;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int row, int column, Vector512<float> product)
    {
        if (row < rows)
        {
            var offset = (row * TTile.Columns) + column;
            (product * TActivation.Slope(Vector512.Load(_y + offset))).Store(_to + offset);
        }
    }
}
