using FlowCore.Layers;

namespace FlowCore.Verification;

/// <summary>What one layer was given on the way through a model, and what it made of it.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Given">Its input, <c>[C, N, H, W]</c>: of the inverse, on the way back.</param>
/// <param name="Result">Its output.</param>
/// <param name="LogDet"><c>[N]</c>.</param>
internal sealed record LayerVisit(Bijector Layer, double[] Given, double[] Result, double[] LogDet);
