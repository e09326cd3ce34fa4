namespace FlowCore.Training;

/// <summary>What a step spends its time on.</summary>
internal enum StepPhase
{
    /// <summary>Waiting for its images.</summary>
    Data,

    /// <summary>The loss.</summary>
    Forward,

    /// <summary>The gradients and their norm.</summary>
    Backward,

    /// <summary>The update of the parameters.</summary>
    Optimizer,
}
