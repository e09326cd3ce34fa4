namespace FlowCore.Training;

/// <summary>A rule that turns gradients into steps. What it remembers lies in the sections of a <see cref="TrainingState"/>.</summary>
public interface IOptimizer
{
    /// <summary>Updates all parameters from their gradients, and counts the update.</summary>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="gradientScale">What gradients are multiplied by first: below 1 where their norm is clipped.</param>
    void Step(double learningRate, double gradientScale = 1);
}
