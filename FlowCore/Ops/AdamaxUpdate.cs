using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>Adamax's <see cref="AdamStep"/> on one element, its scalars computed in double and rounded once.</summary>
public readonly struct AdamaxUpdate : IMomentUpdate
{
    private readonly float _gradientScale, _beta1, _blend1, _beta2, _stepSize, _epsilon, _decay;

    /// <summary>The update of a step.</summary>
    public AdamaxUpdate(AdamStep step)
    {
        _gradientScale = (float)step.GradientScale;
        _beta1 = (float)step.Beta1;
        _blend1 = (float)(1.0 - step.Beta1);
        _beta2 = (float)step.Beta2;
        _stepSize = (float)(step.LearningRate / (1.0 - Math.Pow(step.Beta1, step.Step)));
        _epsilon = (float)step.Epsilon;
        _decay = (float)(step.LearningRate * step.WeightDecay);
    }

    /// <inheritdoc/>
    public float First(float m, float g) => (m * _beta1) + (g * _gradientScale * _blend1);

    /// <inheritdoc/>
    public Vector512<float> First(Vector512<float> m, Vector512<float> g) => (m * _beta1) + (g * _gradientScale * _blend1);

    /// <inheritdoc/>
    public float Second(float v, float g)
    {
        // A comparison and no maximum: what that makes of NaN is not the same on every device.
        var (before, size) = (v * _beta2, MathF.Abs(g * _gradientScale) + _epsilon);
        return before > size ? before : size;
    }

    /// <inheritdoc/>
    public Vector512<float> Second(Vector512<float> v, Vector512<float> g)
    {
        var (before, size) = (v * _beta2, Vector512.Abs(g * _gradientScale) + Vector512.Create(_epsilon));
        return Vector512.ConditionalSelect(Vector512.GreaterThan(before, size), before, size);
    }

    /// <inheritdoc/>
    public float Parameter(float p, float m, float v) => p - ((p * _decay) + (m * _stepSize / v));

    /// <inheritdoc/>
    public Vector512<float> Parameter(Vector512<float> p, Vector512<float> m, Vector512<float> v) =>
        p - ((p * _decay) + (m * _stepSize / v));
}
