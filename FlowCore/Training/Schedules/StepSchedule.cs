namespace FlowCore.Training.Schedules;

/// <summary><c>factor^⌊(t−1)/every⌋</c>.</summary>
/// <param name="factor">The factor.</param>
/// <param name="every">Steps from one to the next.</param>
internal sealed class StepSchedule(double factor, int every) : ISchedule
{
    /// <inheritdoc/>
    public double FactorAt(int step) => Math.Pow(factor, (step - 1) / every);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"factor {factor} every {every} steps");
}
