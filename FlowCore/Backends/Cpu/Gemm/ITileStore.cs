using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// Where a tile's products go and what becomes of them on the way, while they are still in registers. Implementations are
/// inlined into the tile.
/// </summary>
internal interface ITileStore
{
    /// <summary>Takes a vector of products.</summary>
    /// <param name="row">Its row in the tile; rows past the matrix's last are dropped.</param>
    /// <param name="column">Its first column in the tile.</param>
    /// <param name="product">The products.</param>
    void Store(int row, int column, Vector512<float> product);
}
