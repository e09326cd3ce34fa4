namespace FlowCore.Training;

/// <summary>Adam or AdamW over all parameters of a model at once.</summary>
public sealed class AdamOptimizer : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly ParameterArena _arena;
    private readonly double _weightDecay;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;
    private int _step;

    /// <summary>An optimizer with moments of zero.</summary>
    public AdamOptimizer(ParameterArena arena, double weightDecay = 0)
    {
        (_arena, _weightDecay) = (arena, weightDecay);
        _firstMoment = arena.Backend.Allocate(arena.Values.Shape);
        _secondMoment = arena.Backend.Allocate(arena.Values.Shape);
        arena.Backend.Fill(_firstMoment, 0);
        arena.Backend.Fill(_secondMoment, 0);
    }

    /// <summary>Updates all parameters from their gradients, each multiplied by <paramref name="gradientScale"/> first.</summary>
    public void Step(double learningRate, double gradientScale = 1) =>
        _arena.Backend.Adam(
            _arena.Values,
            _arena.Gradients,
            _firstMoment,
            _secondMoment,
            new AdamStep(learningRate, Beta1, Beta2, Epsilon, _weightDecay, gradientScale, ++_step));

    /// <summary>Gives the moments' memory back.</summary>
    public void Dispose()
    {
        _firstMoment.Dispose();
        _secondMoment.Dispose();
    }
}
