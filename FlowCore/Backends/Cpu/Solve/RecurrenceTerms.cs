namespace FlowCore.Backends.Cpu.Solve;

/// <summary>
/// The terms of one output, in their order: those of the right side, then the lags in runs of vectors that lie evenly
/// apart. The lags of one row of neighbours are a run; the last, of the pixel's own row, is shorter.
/// </summary>
/// <param name="Right">Terms of the right side; 0 if the output starts from its own right side instead.</param>
/// <param name="Runs">Runs of lags.</param>
/// <param name="RunLength">Terms of a run.</param>
/// <param name="LastLength">Terms of the last run.</param>
internal readonly record struct RecurrenceTerms(int Right, int Runs, int RunLength, int LastLength)
{
    /// <summary>Terms of one output.</summary>
    public int Count => Right + (Math.Max(0, Runs - 1) * RunLength) + LastLength;
}
