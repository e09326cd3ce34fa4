using System.Runtime.CompilerServices;
using FlowCore.Onnx.Graphs;

namespace FlowCore.Onnx.Tracing;

/// <summary>
/// A backend that writes down what a model does instead of doing it: handed to the code of the layers and priors themselves, it makes
/// a graph of the operations that they call. What depends on weights alone another backend computes at once, and the graph has it as
/// constants; what depends on the graph's inputs becomes nodes. So whatever is composed of operations of the contract has a graph
/// without a line about it.
/// </summary>
/// <remarks>
/// Tensors are of one sample, <c>[C, 1, H, W]</c>; in the graph they are <c>[N, C, H, W]</c> for any N, as numbers lie in the same
/// order in both.
/// </remarks>
internal sealed partial class TracingBackend : IBackend
{
    private readonly IBackend _inner;
    private readonly OnnxGraph _graph;
    private readonly ImageShape _image;
    private readonly Dictionary<(Storage Storage, long Offset, Shape Shape), string> _weights;

    /// <summary>A backend that writes into a graph.</summary>
    /// <param name="inner">Where the weights are, and computes what depends on them alone.</param>
    /// <param name="graph">What is written.</param>
    /// <param name="image">The images of the model.</param>
    /// <param name="parameters">What has a name.</param>
    public TracingBackend(IBackend inner, OnnxGraph graph, ImageShape image, IEnumerable<Parameter> parameters)
    {
        (_inner, _graph, _image) = (inner, graph, image);
        _weights = parameters.ToDictionary(
            parameter => (parameter.Value.Storage, parameter.Value.Offset, parameter.Shape), parameter => parameter.Name);
        Tape = new Tape(this, recording: false);
    }

    /// <summary>Where the model runs.</summary>
    public Tape Tape { get; }

    /// <inheritdoc/>
    public string Name => "ONNX";

    /// <inheritdoc/>
    public long MemoryBytes => _inner.MemoryBytes;

    /// <inheritdoc/>
    public void Synchronize() => _inner.Synchronize();

    /// <inheritdoc/>
    public Tensor Allocate(Shape shape) => new(new TracedStorage(_inner, shape.Count), shape);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<double> source, Tensor destination) => _inner.Write(source, Result(destination));

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<float> source, Tensor destination) => _inner.Write(source, Result(destination));

    /// <inheritdoc/>
    public void Read(Tensor source, Span<double> destination) => _inner.Read(Known(source), destination);

    /// <inheritdoc/>
    public void Read(Tensor source, Span<float> destination) => _inner.Read(Known(source), destination);

    /// <inheritdoc/>
    public void Fill(Tensor x, double value) => _inner.Fill(Result(x), value);

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination)
    {
        if (IsKnown(source))
        {
            _inner.Copy(Known(source), Result(destination));
            return;
        }

        Become(destination, Value(source.Reshape(destination.Shape)));
    }

    /// <inheritdoc/>
    public void Add(Tensor x, Tensor y, double scale = 1)
    {
        if (IsKnown(x) && IsKnown(y))
        {
            _inner.Add(Known(x), Known(y), scale);
            return;
        }

        var share = Value(x.Reshape(y.Shape));
        Become(y, Node("Add", Value(y), scale == 1 ? share : Node("Mul", share, Graph.Number(scale))));
    }

    /// <summary>Gives back what the tape has; the backend that computed is its maker's.</summary>
    public void Dispose() => Tape.Dispose();

    /// <summary>Makes a tensor of a value of the graph.</summary>
    public void Become(Tensor tensor, string value, [CallerMemberName] string operation = "") =>
        Traced(tensor, operation).Replace(tensor.Offset, tensor.Shape.Count, new TracedValue(value, tensor.Shape));

    private static bool IsKnown(Tensor tensor) =>
        tensor.Storage is not TracedStorage traced || traced.IsKnown(tensor.Offset, tensor.Shape.Count);

    /// <summary>A tensor that depends on weights alone, in the memory of the backend that computes.</summary>
    /// <exception cref="FlowException">It depends on the input, and the operation cannot be written into a graph.</exception>
    private Tensor Known(Tensor tensor, [CallerMemberName] string operation = "") => !IsKnown(tensor)
        ? throw Refusal($"{operation} of what depends on the input")
        : tensor.Storage is TracedStorage traced ? traced.Numbers.Part(tensor.Offset, tensor.Shape) : tensor;

    /// <summary>Memory of the backend that computes for a result that will be known.</summary>
    private Tensor Result(Tensor tensor, [CallerMemberName] string operation = "")
    {
        var traced = Traced(tensor, operation);
        traced.Replace(tensor.Offset, tensor.Shape.Count, value: null);
        return traced.Numbers.Part(tensor.Offset, tensor.Shape);
    }

    private TracedStorage Traced(Tensor tensor, string operation) =>
        tensor.Storage as TracedStorage ?? throw Refusal($"{operation} into weights");

    /// <summary>The line about something that no graph can have, or none that this makes.</summary>
    private FlowException Refusal(string got) => new(
        Tape.Running?.Name ?? "model",
        "operations that ONNX has",
        got,
        "Compose the layer of operations of the tape that are no random draws, gradients or reads.");

    /// <summary>The graph, whose next nodes and constants are of the part that runs.</summary>
    private OnnxGraph Graph
    {
        get
        {
            _graph.Place = Tape.Running?.Name ?? _graph.Name;
            return _graph;
        }
    }

    FlowException IBackend.Lacks(string operation) => Refusal(operation);

    private string Node(string type, params string[] inputs) => Graph.Node(type, inputs);

    private string Node(string type, string[] inputs, params OnnxAttribute[] attributes) => Graph.Node(type, inputs, attributes);
}
