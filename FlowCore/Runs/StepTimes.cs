namespace FlowCore.Runs;

/// <summary>The wall times of training steps, without evaluations, samples and checkpoints.</summary>
public sealed class StepTimes
{
    private const int MostWarmUp = 20;
    private const int Recent = 50;

    private readonly List<double> _milliseconds = [];
    private readonly List<double> _waits = [];

    /// <summary>Adds a step.</summary>
    /// <param name="milliseconds">Its time.</param>
    /// <param name="wait">The part in which it waited for its images.</param>
    public void Add(double milliseconds, double wait)
    {
        _milliseconds.Add(milliseconds);
        _waits.Add(wait);
    }

    /// <summary>
    /// The median step after warm-up, which is the first 20 steps or half of them if that is less; NaN without steps.
    /// </summary>
    public double Median() => MedianOf([.. Warm(_milliseconds).Order()]);

    /// <summary>The share of the time after warm-up in which steps waited for their images; NaN without steps.</summary>
    public double WaitShare() => Warm(_waits).Sum() / Warm(_milliseconds).Sum();

    /// <summary>The mean of the last steps, NaN without any.</summary>
    public double RecentMean() => _milliseconds.Count == 0
        ? double.NaN
        : _milliseconds.Skip(Math.Max(0, _milliseconds.Count - Recent)).Average();

    private static double MedianOf(double[] sorted) => sorted.Length == 0
        ? double.NaN
        : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static IEnumerable<double> Warm(List<double> steps) => steps.Skip(Math.Min(MostWarmUp, steps.Count / 2));
}
