namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// A register tile of dot products between rows of <see cref="Panels"/>, lanes along the pixels: for weight gradients, whose
/// sums run over every pixel of a batch.
/// </summary>
internal unsafe interface IDotTile
{
    /// <summary>Rows of A that one tile takes.</summary>
    static abstract int Rows { get; }

    /// <summary>Rows of B that one tile takes.</summary>
    static abstract int Columns { get; }

    /// <summary>Columns of a panel.</summary>
    static abstract int PanelColumns { get; }

    /// <summary><c>c[s, r] = Σ_j a_r[j]·b_s[j]</c> over the columns of some panels.</summary>
    /// <param name="panels">How many.</param>
    /// <param name="a">Row 0 of A in the first panel; the others follow it.</param>
    /// <param name="strideOfA">Floats from one panel of A to the next.</param>
    /// <param name="b">Row 0 of B in the first panel.</param>
    /// <param name="strideOfB">Floats from one panel of B to the next.</param>
    /// <param name="c"><c>[Columns, Rows]</c>, <c>=</c>.</param>
    static abstract void Dot(int panels, float* a, long strideOfA, float* b, long strideOfB, float* c);
}
