using FlowCore.Tools.Benching;

namespace FlowCore.Tools.Runs;

/// <summary>The wall times of training steps, without evaluations, samples and checkpoints.</summary>
internal sealed class StepTimes
{
    private const int MostWarmUp = 20;
    private const int Recent = 50;

    private readonly List<double> _milliseconds = [];

    /// <summary>Adds a step.</summary>
    public void Add(double milliseconds) => _milliseconds.Add(milliseconds);

    /// <summary>
    /// The median step after warm-up, which is the first 20 steps or half of them if that is less; NaN without steps.
    /// </summary>
    public double Median() => Timing.Of(_milliseconds.Skip(Math.Min(MostWarmUp, _milliseconds.Count / 2))).Median;

    /// <summary>The mean of the last steps, NaN without any.</summary>
    public double RecentMean() => _milliseconds.Count == 0
        ? double.NaN
        : _milliseconds.Skip(Math.Max(0, _milliseconds.Count - Recent)).Average();
}
