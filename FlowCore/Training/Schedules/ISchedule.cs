namespace FlowCore.Training.Schedules;

/// <summary>What the learning rate is multiplied by from step to step, besides its warm-up. As text: what it does, in a few words.</summary>
internal interface ISchedule
{
    /// <summary>The factor of a step.</summary>
    /// <param name="step">Its number, from 1.</param>
    double FactorAt(int step);
}
