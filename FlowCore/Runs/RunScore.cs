namespace FlowCore.Runs;

/// <summary>What a run scored on its validation images.</summary>
/// <param name="Step">After this step.</param>
/// <param name="BitsPerDimension">With the weights.</param>
/// <param name="AverageBitsPerDimension">With their average; null where none was kept.</param>
public sealed record RunScore(int Step, double BitsPerDimension, double? AverageBitsPerDimension)
{
    /// <summary>The better of both; NaN is better than nothing.</summary>
    public double Best => AverageBitsPerDimension is { } average && !(average >= BitsPerDimension) ? average : BitsPerDimension;
}
