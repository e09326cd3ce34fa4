namespace FlowCore.Onnx.Graphs;

/// <summary>A named constant of a node: a text, a whole number, some of them, or a graph.</summary>
/// <param name="Name">What the operator calls it.</param>
/// <param name="Value">A <see cref="string"/>, a <see cref="long"/>, an array of <see cref="long"/> or an <see cref="OnnxGraph"/>.</param>
internal readonly record struct OnnxAttribute(string Name, object Value)
{
    /// <summary>A whole number.</summary>
    public static OnnxAttribute Of(string name, long value) => new(name, value);

    /// <summary>Some whole numbers.</summary>
    public static OnnxAttribute Of(string name, params ReadOnlySpan<long> values) => new(name, values.ToArray());

    /// <summary>A text.</summary>
    public static OnnxAttribute Of(string name, string value) => new(name, value);

    /// <summary>The body of an operator that runs one.</summary>
    public static OnnxAttribute Of(string name, OnnxGraph value) => new(name, value);
}
