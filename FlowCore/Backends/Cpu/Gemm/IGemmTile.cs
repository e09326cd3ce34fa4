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

    /// <summary><c>c = Σ_k a[k]·b[k]ᵀ</c>.</summary>
    /// <param name="depth">How many k.</param>
    /// <param name="a"><c>[depth, Rows]</c>, packed.</param>
    /// <param name="b"><c>[depth, Columns]</c>, packed.</param>
    /// <param name="c"><c>[Rows, Columns]</c>, <c>=</c>.</param>
    static abstract void Multiply(int depth, float* a, float* b, float* c);
}
