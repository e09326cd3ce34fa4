namespace FlowCore.Onnx.Tracing;

/// <summary>A value of the graph that depends on its inputs.</summary>
/// <param name="Name">What it is called there.</param>
/// <param name="Shape">
/// As a tensor of one sample: <c>[C, 1, H, W]</c>, which the graph has as <c>[N, C, H, W]</c>, or <c>[1]</c>, which it has as
/// <c>[N]</c>.
/// </param>
internal sealed record TracedValue(string Name, Shape Shape);
