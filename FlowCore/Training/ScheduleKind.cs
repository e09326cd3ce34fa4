namespace FlowCore.Training;

/// <summary>How the learning rate goes on after its warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>It stays: <c>lr</c>.</summary>
    Constant,

    /// <summary>
    /// <c>lr·decay^epochs</c>, continuously, with <see cref="TrainingOptions.LearningRateDecay"/>; epochs count from the first step.
    /// </summary>
    Exponential,

    /// <summary>
    /// Half a cosine from <c>lr</c> at the end of the warm-up to <see cref="TrainingOptions.LearningRateFloor"/> at
    /// <see cref="TrainingOptions.ScheduleSteps"/> (Loshchilov and Hutter 2017, without restarts), and that from there on.
    /// </summary>
    Cosine,

    /// <summary>
    /// Multiplied by <see cref="TrainingOptions.LearningRateFactor"/> every <see cref="TrainingOptions.LearningRateEvery"/> steps.
    /// </summary>
    Step,

    /// <summary>
    /// Multiplied by <see cref="TrainingOptions.LearningRateFactor"/> when <see cref="TrainingOptions.Patience"/> scores of
    /// validation images in a row were no better than the best before, but not below
    /// <see cref="TrainingOptions.LearningRateFloor"/>.
    /// </summary>
    Plateau,
}
