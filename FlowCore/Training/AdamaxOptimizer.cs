namespace FlowCore.Training;

/// <summary>Adamax over all parameters of a model at once (<see cref="AdamStep"/>).</summary>
/// <param name="state">Holds the parameters, and what it remembers as sections.</param>
/// <param name="beta1">Decay of the first moment.</param>
/// <param name="beta2">Decay of the norm.</param>
/// <param name="epsilon">Added to the size of each gradient.</param>
public sealed class AdamaxOptimizer(
    TrainingState state, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : IOptimizer
{
    private readonly Tensor _firstMoment = state.Section("adamax.firstMoment");
    private readonly Tensor _infinityNorm = state.Section("adamax.infinityNorm");

    /// <inheritdoc/>
    public void Step(double learningRate, double gradientScale = 1) =>
        state.Arena.Backend.Adamax(
            state.Arena.Values,
            state.Arena.Gradients,
            _firstMoment,
            _infinityNorm,
            new AdamStep(learningRate, beta1, beta2, epsilon, WeightDecay: 0, gradientScale, ++state.Updates));
}
