namespace FlowCore.Runs;

/// <summary>What a run scored on its validation images.</summary>
/// <param name="Step">After this step.</param>
/// <param name="BitsPerDimension">With the weights.</param>
/// <param name="AverageBitsPerDimension">With their average; null where none was kept.</param>
public sealed record RunScore(int Step, double BitsPerDimension, double? AverageBitsPerDimension)
{
    /// <summary>The lower of both; NaN only where neither is a number.</summary>
    public double Best => AverageBitsPerDimension is { } average && (average < BitsPerDimension || double.IsNaN(BitsPerDimension))
        ? average
        : BitsPerDimension;
}
