using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// Adam's <see cref="AdamStep"/> on one element. What the step's scalars come to is computed in double and rounded once:
/// <c>1 − β₂</c> in float would lose four digits.
/// </summary>
public readonly struct AdamUpdate : IMomentUpdate
{
    private readonly float _gradientScale, _beta1, _blend1, _beta2, _blend2, _stepSize, _correction2, _epsilon, _decay;

    /// <summary>The update of a step.</summary>
    public AdamUpdate(AdamStep step)
    {
        _gradientScale = (float)step.GradientScale;
        _beta1 = (float)step.Beta1;
        _blend1 = (float)(1.0 - step.Beta1);
        _beta2 = (float)step.Beta2;
        _blend2 = (float)(1.0 - step.Beta2);
        _stepSize = (float)(step.LearningRate / (1.0 - Math.Pow(step.Beta1, step.Step)));
        _correction2 = (float)(1.0 / (1.0 - Math.Pow(step.Beta2, step.Step)));
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
        var scaled = g * _gradientScale;
        return (v * _beta2) + (scaled * scaled * _blend2);
    }

    /// <inheritdoc/>
    public Vector512<float> Second(Vector512<float> v, Vector512<float> g)
    {
        var scaled = g * _gradientScale;
        return (v * _beta2) + (scaled * scaled * _blend2);
    }

    /// <inheritdoc/>
    public float Parameter(float p, float m, float v) =>
        p - ((p * _decay) + (m * _stepSize / (MathF.Sqrt(v * _correction2) + _epsilon)));

    /// <inheritdoc/>
    public Vector512<float> Parameter(Vector512<float> p, Vector512<float> m, Vector512<float> v) =>
        p - ((p * _decay) + (m * _stepSize / (Vector512.Sqrt(v * _correction2) + Vector512.Create(_epsilon))));
}
