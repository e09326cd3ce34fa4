using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>A tile's sums so far, <c>[Rows, Columns]</c>.</summary>
/// <param name="to">Where they go.</param>
internal readonly unsafe struct SumStore<TTile>(float* to) : ITileStore
    where TTile : struct, IGemmTile
{
    private readonly float* _to = to;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int row, int column, Vector512<float> product) => product.Store(_to + (row * TTile.Columns) + column);
}
