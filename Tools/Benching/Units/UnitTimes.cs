namespace FlowCore.Tools.Benching.Units;

/// <summary>Times of a trial's model, and of the first trial's measured in turn with them.</summary>
/// <param name="Step">A training step.</param>
/// <param name="Forward">The log-densities of a batch.</param>
/// <param name="Sample">As many samples.</param>
/// <param name="StepRatio">The step's time over the first trial's.</param>
/// <param name="ForwardRatio">The forward pass' time over the first trial's.</param>
/// <param name="SampleRatio">The samples' time over the first trial's.</param>
internal sealed record UnitTimes(
    Timing Step, Timing Forward, Timing Sample, double StepRatio, double ForwardRatio, double SampleRatio);
