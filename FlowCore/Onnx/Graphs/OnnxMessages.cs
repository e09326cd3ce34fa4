using FlowCore.Files;

namespace FlowCore.Onnx.Graphs;

/// <summary>
/// The messages of onnx.proto (github.com/onnx/onnx), whose fields are named beside their numbers here; all but those that hold
/// the constants, which <see cref="OnnxFile"/> streams.
/// </summary>
internal static class OnnxMessages
{
    /// <summary>The fields of a <c>GraphProto</c>, but for its constants (initializer).</summary>
    public static byte[] Graph(OnnxGraph graph)
    {
        const int Node = 1, Name = 2, Input = 11, Output = 12;
        var message = new ProtobufWriter();
        foreach (var node in graph.Nodes)
        {
            message.Bytes(Node, Of(node));
        }

        message.Text(Name, graph.Name);
        foreach (var input in graph.Inputs)
        {
            message.Bytes(Input, Of(input));
        }

        foreach (var output in graph.Outputs)
        {
            message.Bytes(Output, Of(output));
        }

        return message.Written.ToArray();
    }

    /// <summary>A <c>TensorProto</c> up to its elements, which are to follow and end it.</summary>
    public static byte[] Start(OnnxTensor tensor)
    {
        const int Dims = 1, DataType = 2, Name = 8, RawData = 9;
        var message = new ProtobufWriter();
        foreach (var extent in tensor.Extents)
        {
            message.Integer(Dims, extent);
        }

        message.Integer(DataType, (long)tensor.Type);
        message.Text(Name, tensor.Name);
        message.Start(RawData, tensor.Length);
        return message.Written.ToArray();
    }

    /// <summary>A message of two texts: an entry of metadata.</summary>
    public static byte[] Pair(string key, string value)
    {
        const int Key = 1, Value = 2;
        var message = new ProtobufWriter();
        message.Text(Key, key);
        message.Text(Value, value);
        return message.Written.ToArray();
    }

    private static byte[] Of(OnnxNode node)
    {
        const int Input = 1, Output = 2, Name = 3, Operator = 4, Attribute = 5;
        var message = new ProtobufWriter();
        foreach (var input in node.Inputs)
        {
            message.Text(Input, input);
        }

        foreach (var output in node.Outputs)
        {
            message.Text(Output, output);
        }

        message.Text(Name, node.Name);
        message.Text(Operator, node.Operator);
        foreach (var attribute in node.Attributes)
        {
            message.Bytes(Attribute, Of(attribute));
        }

        return message.Written.ToArray();
    }

    private static byte[] Of(OnnxAttribute attribute)
    {
        const int Name = 1, Integer = 3, Text = 4, Graph = 6, Integers = 8, Type = 20;
        const int IntegerType = 2, TextType = 3, GraphType = 5, IntegersType = 7;
        var message = new ProtobufWriter();
        message.Text(Name, attribute.Name);
        switch (attribute.Value)
        {
            case long number:
                message.Integer(Integer, number);
                message.Integer(Type, IntegerType);
                break;
            case string text:
                message.Text(Text, text);
                message.Integer(Type, TextType);
                break;
            case long[] numbers:
                foreach (var number in numbers)
                {
                    message.Integer(Integers, number);
                }

                message.Integer(Type, IntegersType);
                break;
            case OnnxGraph body:
                message.Bytes(Graph, OnnxMessages.Graph(body));
                message.Integer(Type, GraphType);
                break;
            default:
                throw new InvalidOperationException($"OnnxAttribute: expected a text, numbers or a graph, got {attribute.Value.GetType()}.");
        }

        return message.Written.ToArray();
    }

    /// <summary>A <c>ValueInfoProto</c>, in it a <c>TypeProto.Tensor</c> and its <c>TensorShapeProto</c>.</summary>
    private static byte[] Of(OnnxValue value)
    {
        const int Name = 1, Type = 2, Doc = 3, TensorType = 1, ElementType = 1, Shape = 2, Dimension = 1, Extent = 1, Parameter = 2;
        var (message, type, tensor) = (new ProtobufWriter(), new ProtobufWriter(), new ProtobufWriter());
        var (shape, dimension) = (new ProtobufWriter(), new ProtobufWriter());
        dimension.Text(Parameter, OnnxValue.Batch);
        shape.Bytes(Dimension, dimension.Written);
        foreach (var extent in value.Extents)
        {
            dimension.Clear();
            dimension.Integer(Extent, extent);
            shape.Bytes(Dimension, dimension.Written);
        }

        tensor.Integer(ElementType, (long)value.Type);
        tensor.Bytes(Shape, shape.Written);
        type.Bytes(TensorType, tensor.Written);
        message.Text(Name, value.Name);
        message.Bytes(Type, type.Written);
        message.Text(Doc, value.Doc);
        return message.Written.ToArray();
    }
}
