namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// A register tile of dot products between long rows, lanes along the rows: for weight gradients, whose sums run over
/// every pixel of a batch. Nothing is packed, both sides are read where they lie.
/// </summary>
internal unsafe interface IDotTile
{
    /// <summary>Rows of A that one tile takes.</summary>
    static abstract int Rows { get; }

    /// <summary>Rows of B that one tile takes.</summary>
    static abstract int Columns { get; }

    /// <summary><c>c[r, s] = Σ_j a_r[j]·b_s[j]</c>.</summary>
    /// <param name="length">How many j.</param>
    /// <param name="a"><see cref="Rows"/> pointers.</param>
    /// <param name="b"><see cref="Columns"/> pointers.</param>
    /// <param name="c"><c>[Rows, Columns]</c>, <c>=</c>.</param>
    static abstract void Dot(int length, float** a, float** b, float* c);
}
