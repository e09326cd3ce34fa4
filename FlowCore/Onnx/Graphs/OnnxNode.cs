namespace FlowCore.Onnx.Graphs;

/// <summary>A call of an operator.</summary>
/// <param name="Operator">Which one, of the standard set.</param>
/// <param name="Name">The node's own name: the part of the model that it is of, and a number.</param>
/// <param name="Inputs">Values that it takes.</param>
/// <param name="Outputs">Values that it gives.</param>
/// <param name="Attributes">Its constants.</param>
internal sealed record OnnxNode(
    string Operator,
    string Name,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<OnnxAttribute> Attributes);
