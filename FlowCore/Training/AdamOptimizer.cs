namespace FlowCore.Training;

/// <summary>Adam or AdamW over all parameters of a model at once (<see cref="AdamStep"/>).</summary>
/// <param name="state">Holds the parameters, and the moments as sections.</param>
/// <param name="weightDecay">AdamW's decoupled decay; 0 is Adam.</param>
/// <param name="beta1">Decay of the first moment.</param>
/// <param name="beta2">Decay of the second moment.</param>
/// <param name="epsilon">Added to the root of the second moment.</param>
public sealed class AdamOptimizer(
    TrainingState state, double weightDecay = 0, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : IOptimizer
{
    private readonly Tensor _firstMoment = state.Section("adam.firstMoment");
    private readonly Tensor _secondMoment = state.Section("adam.secondMoment");

    /// <inheritdoc/>
    public void Step(double learningRate, double gradientScale = 1) =>
        state.Arena.Backend.Adam(
            state.Arena.Values,
            state.Arena.Gradients,
            _firstMoment,
            _secondMoment,
            new AdamStep(learningRate, beta1, beta2, epsilon, weightDecay, gradientScale, ++state.Updates));
}
