namespace FlowCore.Training.Schedules;

/// <summary>
/// <c>floor + (1 − floor)·(1 + cos πp)/2</c> with <c>p = (t−1−warmup)/(horizon−warmup)</c>, held at its ends outside [0, 1]
/// (Loshchilov and Hutter 2017, without restarts): 1 at the first step after the warm-up, and the floor once the horizon is past.
/// </summary>
/// <param name="warmup">Steps of the warm-up.</param>
/// <param name="horizon">The step that it ends with.</param>
/// <param name="floor">What it ends at.</param>
internal sealed class CosineSchedule(int warmup, int horizon, double floor) : ISchedule
{
    /// <inheritdoc/>
    public double FactorAt(int step)
    {
        var progress = Math.Clamp((step - 1 - warmup) / (double)Math.Max(1, horizon - warmup), 0, 1);
        return floor + ((1 - floor) * (1 + Math.Cos(Math.PI * progress)) / 2);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"cosine to {floor:G4} of it at step {horizon}");
}
