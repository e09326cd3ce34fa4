namespace FlowCore.Ops;

/// <summary>
/// The scalars of one Adam or AdamW step (Kingma and Ba 2015; Loshchilov and Hutter 2019): with <c>g' = scale·g</c>,
/// <c>m = β₁m + (1−β₁)g'</c>, <c>v = β₂v + (1−β₂)g'²</c>, <c>p −= lr·decay·p</c> and
/// <c>p −= lr·(m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε)</c>; <c>1 − β</c> is formed in double. And of one Adamax step (Kingma and Ba 2015,
/// section 7.1): with the same m and decay, <c>u = max(β₂u, |g'| + ε)</c> and <c>p −= lr·(m/(1−β₁ᵗ)) / u</c>. The paper has no ε
/// there, and divides 0 by 0 where a gradient was always 0; PyTorch puts it here.
/// </summary>
/// <param name="LearningRate">The step size of this step.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment, or of the norm u.</param>
/// <param name="Epsilon">Added to the root of the bias-corrected second moment, or to the gradient's size; above 0 as a float.</param>
/// <param name="WeightDecay">The decoupled decay, which makes Adam AdamW; 0 for none.</param>
/// <param name="GradientScale">Multiplies the gradient first; below 1 when its norm is clipped.</param>
/// <param name="Step">The number of this step, from 1, for the bias correction.</param>
public readonly record struct AdamStep(
    double LearningRate,
    double Beta1,
    double Beta2,
    double Epsilon,
    double WeightDecay,
    double GradientScale,
    int Step);
