namespace FlowCore.Training;

/// <summary>Adam or AdamW over all parameters of a model at once (<see cref="AdamStep"/>).</summary>
/// <param name="state">Holds the parameters, and the moments as sections.</param>
/// <param name="weightDecay">AdamW's decoupled decay; 0 is Adam.</param>
public sealed class AdamOptimizer(TrainingState state, double weightDecay = 0) : IOptimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly Tensor _firstMoment = state.Section("adam.firstMoment");
    private readonly Tensor _secondMoment = state.Section("adam.secondMoment");

    /// <inheritdoc/>
    public void Step(double learningRate, double gradientScale = 1) =>
        state.Arena.Backend.Adam(
            state.Arena.Values,
            state.Arena.Gradients,
            _firstMoment,
            _secondMoment,
            new AdamStep(learningRate, Beta1, Beta2, Epsilon, weightDecay, gradientScale, ++state.Updates));
}
