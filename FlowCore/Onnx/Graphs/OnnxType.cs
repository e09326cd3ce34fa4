namespace FlowCore.Onnx.Graphs;

/// <summary>Types of elements, by their numbers in <c>TensorProto.DataType</c>.</summary>
internal enum OnnxType
{
    /// <summary>32-bit floats.</summary>
    Float = 1,

    /// <summary>64-bit whole numbers.</summary>
    Int64 = 7,
}
