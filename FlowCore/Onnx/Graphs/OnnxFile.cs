using FlowCore.Files;

namespace FlowCore.Onnx.Graphs;

/// <summary>
/// A <c>ModelProto</c>: a graph with what a reader must know of it. Messages begin with their lengths, so these are added up
/// first, and the constants go from where they are into the stream.
/// </summary>
internal sealed class OnnxFile
{
    /// <summary>The version of the standard operators.</summary>
    public const int Opset = 17;

    /// <summary>The version of the format of the file.</summary>
    public const int IrVersion = 8;

    // Readers count the bytes of a message in 31 bits.
    private const long MostBytes = int.MaxValue;

    private readonly OnnxGraph _graph;
    private readonly byte[] _head;
    private readonly byte[] _nodes;
    private readonly byte[] _tail;
    private readonly (byte[] Start, OnnxTensor Tensor)[] _constants;

    /// <summary>A file of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="doc">One line for people.</param>
    /// <param name="metadata">Texts by their keys.</param>
    /// <exception cref="FlowException">It would be larger than such a file can be.</exception>
    public OnnxFile(OnnxGraph graph, string doc, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        const int Graph = 7;
        _graph = graph;
        _nodes = OnnxMessages.Graph(graph);
        _constants = [.. graph.Constants.Select(tensor => (Constant(tensor), tensor))];
        _tail = Tail(metadata);
        var size = _nodes.Length + _constants.Sum(constant => constant.Start.Length + constant.Tensor.Length);
        var head = Head(doc);
        head.Start(Graph, size);
        _head = head.Written.ToArray();
        Length = _head.Length + size + _tail.Length;
        if (Length > MostBytes)
        {
            throw new FlowException(
                "ONNX",
                FormattableString.Invariant($"a model of at most {MostBytes:N0} bytes, which is what one file can hold"),
                FormattableString.Invariant($"{Length:N0}"),
                "Use a smaller model.");
        }
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Nodes of the graph, without those in bodies.</summary>
    public int Nodes => _graph.Nodes.Count;

    /// <summary>What the graph takes.</summary>
    public IReadOnlyList<OnnxValue> Inputs => _graph.Inputs;

    /// <summary>What the graph gives.</summary>
    public IReadOnlyList<OnnxValue> Outputs => _graph.Outputs;

    /// <summary>Writes the file.</summary>
    public void WriteTo(Stream stream)
    {
        stream.Write(_head);
        stream.Write(_nodes);
        foreach (var (start, tensor) in _constants)
        {
            stream.Write(start);
            tensor.WriteTo(stream);
        }

        stream.Write(_tail);
    }

    private static ProtobufWriter Head(string doc)
    {
        const int Ir = 1, ProducerName = 2, ProducerVersion = 3, Doc = 6;
        var message = new ProtobufWriter();
        message.Integer(Ir, IrVersion);
        message.Text(ProducerName, nameof(FlowCore));
        message.Text(ProducerVersion, typeof(OnnxFile).Assembly.GetName().Version!.ToString(fieldCount: 3));
        message.Text(Doc, doc);
        return message;
    }

    private static byte[] Tail(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        const int OpsetImport = 8, Metadata = 14, Domain = 1, Version = 2;
        var (message, opset) = (new ProtobufWriter(), new ProtobufWriter());
        opset.Text(Domain, "");
        opset.Integer(Version, Opset);
        message.Bytes(OpsetImport, opset.Written);
        foreach (var (key, value) in metadata)
        {
            message.Bytes(Metadata, OnnxMessages.Pair(key, value));
        }

        return message.Written.ToArray();
    }

    /// <summary>All of a constant but its elements, from the tag of its field of the graph on.</summary>
    private static byte[] Constant(OnnxTensor tensor)
    {
        const int Initializer = 5;
        var start = OnnxMessages.Start(tensor);
        var field = new ProtobufWriter();
        field.Start(Initializer, start.Length + tensor.Length);
        return [.. field.Written, .. start];
    }
}
