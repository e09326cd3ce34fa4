namespace FlowCore.Onnx.Graphs;

/// <summary>An input or an output of a graph.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Type">What its elements are.</param>
/// <param name="Extents">Its shape after the first axis, which is the batch and free.</param>
/// <param name="Doc">One line for people: what it is, and its unit.</param>
internal sealed record OnnxValue(string Name, OnnxType Type, IReadOnlyList<long> Extents, string Doc)
{
    /// <summary>What the first axis of every input and output is called.</summary>
    public const string Batch = "N";
}
