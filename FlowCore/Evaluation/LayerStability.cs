namespace FlowCore.Evaluation;

/// <summary>What the inverse of one layer does to roundings.</summary>
/// <param name="Layer">Its path in the model.</param>
/// <param name="Gain">Its <see cref="Layers.Bijector.InverseGain"/>, or null.</param>
/// <param name="Condition">Its <see cref="Layers.Bijector.Condition"/>, or null.</param>
public sealed record LayerStability(string Layer, double? Gain, double? Condition)
{
    /// <summary>The larger of gain and condition, NaN where one of them is.</summary>
    public double Worst => Math.Max(Gain ?? 0, Condition ?? 0);

    /// <summary><c>level1.step2.finc, whose inverse has a gain of 2.1e4</c>.</summary>
    public override string ToString() => Gain is { } gain && (Condition is null || gain >= Condition)
        ? FormattableString.Invariant($"{Layer}, whose inverse has a gain of {gain:g3}")
        : FormattableString.Invariant($"{Layer}, whose matrix has a condition number of {Condition:g3}");
}
