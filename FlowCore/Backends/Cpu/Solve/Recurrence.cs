namespace FlowCore.Backends.Cpu.Solve;

/// <summary>
/// The recursion of one group, <c>r_p = M·y_p − Σ_{δ≠0} T_δ r_{p−δ}</c> and then <c>x_p = N·r_p</c>, with its factors in
/// the order in which they are read. The inverse has M = A_0⁻¹ and T = B, and no N; the transposed inverse runs in the
/// opposite orientation with T = Bᵀ and N = A_0⁻ᵀ, and has no M.
/// </summary>
/// <remarks>
/// Every sum has one order, whichever way the pixels are walked: M's terms, then the lags from the farthest to the nearest,
/// row by row, inputs ascending within each. The pixel solved last comes last, so that the wait for it is short. A
/// neighbour outside the image is a zero that is multiplied like any other, as in the reference: a border needs no tests,
/// −0 becomes +0 on every walk alike, and a tap that is not finite is seen at every pixel. Lags that no pixel of the image
/// has are left out.
/// </remarks>
internal readonly unsafe struct Recurrence
{
    /// <param name="extents">Channels, kernel and lags.</param>
    /// <param name="isTransposed">The transposed inverse.</param>
    /// <param name="factors">The factors, or room for them: q² floats a lag.</param>
    public Recurrence(SolveExtents extents, bool isTransposed, float* factors)
    {
        (Size, IsTransposed) = (extents.Size, isTransposed);
        Factors = factors;
        Terms = new RecurrenceTerms(
            isTransposed ? 0 : Size, extents.LagRows, extents.LagColumns * Size, (extents.LagColumns - 1) * Size);
        AfterTerms = new RecurrenceTerms(Size, 0, 0, 0);
    }

    public bool IsTransposed { get; }

    public int Size { get; }

    /// <summary>The terms of r.</summary>
    public RecurrenceTerms Terms { get; }

    /// <summary>Block of outputs by block, term by term, a float for each output.</summary>
    public float* Factors { get; }

    /// <summary>The terms of N·r.</summary>
    public RecurrenceTerms AfterTerms { get; }

    /// <summary>N, packed alike.</summary>
    public float* AfterFactors => Factors + ((long)Terms.Count * Size);

    /// <summary>Packs the factors.</summary>
    /// <param name="taps">The group's folded taps, <c>[kH, kW, q, q]</c>.</param>
    /// <param name="extents">Channels, kernel and lags.</param>
    public void Pack(float* taps, SolveExtents extents)
    {
        var factors = Factors;
        for (var output = 0; output < Size; output += OutputTile.CountOf(Size - output))
        {
            if (!IsTransposed)
            {
                factors = PackTap(taps, output, 1f, factors);
            }

            for (var lag = (extents.LagRows * extents.LagColumns) - 1; lag > 0; lag--)
            {
                var (row, column) = Math.DivRem(lag, extents.LagColumns);
                var tap = taps + ((long)((row * extents.KernelWidth) + column) * Size * Size);
                factors = PackTap(tap, output, -1f, factors);
            }
        }

        for (var output = 0; IsTransposed && output < Size; output += OutputTile.CountOf(Size - output))
        {
            factors = PackTap(taps, output, 1f, factors);
        }
    }

    private float* PackTap(float* tap, int output, float sign, float* factors)
    {
        var (outputStride, inputStride) = IsTransposed ? (1, Size) : (Size, 1);
        var end = output + OutputTile.CountOf(Size - output);
        for (var i = 0; i < Size; i++)
        {
            for (var o = output; o < end; o++)
            {
                *factors++ = sign * tap[(o * outputStride) + (i * inputStride)];
            }
        }

        return factors;
    }
}
