namespace FlowCore.Training.Schedules;

/// <summary><c>decay^((t−1)·N/images)</c>: a factor for each epoch, spread over its steps.</summary>
/// <param name="decay">The factor of an epoch.</param>
/// <param name="batchSize">N, images of a step.</param>
/// <param name="images">Images of an epoch.</param>
internal sealed class ExponentialSchedule(double decay, int batchSize, int images) : ISchedule
{
    /// <inheritdoc/>
    public double FactorAt(int step) => Math.Pow(decay, (step - 1) * (double)batchSize / images);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"decay {decay} an epoch");
}
