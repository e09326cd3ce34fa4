namespace FlowCore.Training.Schedules;

/// <summary>1 at every step.</summary>
internal sealed class ConstantSchedule : ISchedule
{
    /// <inheritdoc/>
    public double FactorAt(int step) => 1;

    /// <inheritdoc/>
    public override string ToString() => "constant";
}
