namespace FlowCore.Training;

/// <summary>
/// How a step's time was split, in milliseconds of the thread that trains; with the wait for images they are the whole step. Each
/// phase but the last ends with a number that is read from the backend, so that nothing of it is left to do on a device that
/// works apart. The update is not waited for there: its own work then lies in the next step's forward pass. Nothing is
/// synchronised to measure. On the CPU the split is exact.
/// </summary>
/// <param name="Forward">The loss: dequantisation, the layers and the priors.</param>
/// <param name="Backward">The gradients, their norm, and the check that they are finite.</param>
/// <param name="Optimizer">The update of the parameters.</param>
public readonly record struct StepPhases(double Forward, double Backward, double Optimizer);
