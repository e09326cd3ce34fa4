using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// A register tile of a matrix product: as many accumulators as the hardware's registers hold while two vectors of B and
/// one broadcast of A pass by.
/// </summary>
internal unsafe interface IGemmTile
{
    /// <summary>Rows of the tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of the tile, a multiple of <see cref="Lanes.Width"/>.</summary>
    static abstract int Columns { get; }

    /// <summary>
    /// <c>sums + Σ_k a[k]·b[k]ᵀ</c>, handed on from the registers: one chain of multiply-adds, whether it is made in one go or in
    /// several.
    /// </summary>
    /// <param name="depth">How many k.</param>
    /// <param name="a"><c>[depth, Rows]</c>, packed.</param>
    /// <param name="b"><c>[depth, Columns]</c>, packed.</param>
    /// <param name="sums">What a call before left, <c>[Rows, Columns]</c>, or null for zeros.</param>
    /// <param name="store">Takes the products.</param>
    static abstract void Multiply<TStore>(int depth, float* a, float* b, float* sums, TStore store)
        where TStore : struct, ITileStore;
}
