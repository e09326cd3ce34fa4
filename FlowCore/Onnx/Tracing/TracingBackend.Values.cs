using System.Runtime.CompilerServices;
using FlowCore.Onnx.Graphs;

namespace FlowCore.Onnx.Tracing;

/// <content>The numbers of tensors as values of the graph.</content>
internal sealed partial class TracingBackend
{
    /// <summary>A tensor of one sample in the shape that the graph has it in, with the batch first and free.</summary>
    private static long[] InGraph(Shape shape, long batch) =>
        shape.Rank == 1 ? [batch] : [batch, shape.Channels, shape.Height, shape.Width];

    /// <summary>What a tensor is in the graph, for a node. What is known is a constant of a batch of 1, which nodes stretch.</summary>
    public string Value(Tensor tensor)
    {
        if (tensor.Storage is not TracedStorage traced || IsKnown(tensor))
        {
            return Constant(tensor, InGraph(tensor.Shape, batch: 1));
        }

        var pieces = traced.Pieces(tensor.Offset, tensor.Shape.Count);
        if (pieces is [{ Value: { } whole, From: 0 }] && whole.Shape == tensor.Shape)
        {
            return whole.Name;
        }

        ThrowIfNotOfOneSample(tensor.Shape);
        var samples = pieces.Find(piece => piece.Value is not null).Value!;
        var ofPlanes = pieces.TrueForAll(piece => IsOfPlanes(piece, tensor.Shape));
        string[] parts = [.. pieces.Select(piece => Part(traced, piece, ofPlanes ? tensor.Shape : null, samples))];
        var joined = parts.Length == 1 ? parts[0] : Node("Concat", parts, OnnxAttribute.Of("axis", 1L));
        return ofPlanes ? joined : Node("Reshape", joined, _graph.Integers(InGraph(tensor.Shape, batch: 0)));
    }

    private void ThrowIfNotOfOneSample(Shape shape)
    {
        if (shape is not ({ Rank: 1, Channels: 1 } or { Rank: 4, Batch: 1 }))
        {
            throw Refusal($"numbers that depend on the input in a tensor of {shape}, which has no axis for samples");
        }
    }

    /// <summary>Whether a piece is whole channels of the shape that is asked for, and of its value.</summary>
    private static bool IsOfPlanes(TracedPiece piece, Shape shape) =>
        shape.Rank == 4
        && piece.Length % shape.Plane == 0
        && (piece.Value is not { } value
            || (value.Shape.Rank == 4
                && (value.Shape.Height, value.Shape.Width) == (shape.Height, shape.Width)
                && piece.From % shape.Plane == 0));

    /// <summary>A piece of a memory as <c>[N, C, H, W]</c>, or without the shape of planes <c>[N, numbers]</c>.</summary>
    private string Part(TracedStorage traced, TracedPiece piece, Shape? planes, TracedValue samples)
    {
        var unit = planes?.Plane ?? 1;
        if (piece.Value is not { } value)
        {
            long[] rest = planes is { } shape ? [piece.Length / unit, shape.Height, shape.Width] : [piece.Length];
            var known = Constant(traced.Numbers.Part(piece.Start, new Shape((int)piece.Length)), [1, .. rest]);
            return Node("Expand", known, Leading(samples.Name, rest));
        }

        var whole = planes is null ? Node("Reshape", value.Name, _graph.Integers(0, value.Shape.Count)) : value.Name;
        return piece.Length == value.Shape.Count
            ? whole
            : Node("Slice", whole, _graph.Integers(piece.From / unit), _graph.Integers((piece.From + piece.Length) / unit), _graph.Integers(1));
    }

    /// <summary>A shape of as many samples as a value has, as a value.</summary>
    private string Leading(string value, params long[] others) => Node(
        "Concat",
        [Node("Shape", [value], OnnxAttribute.Of("start", 0L), OnnxAttribute.Of("end", 1L)), _graph.Integers(others)],
        OnnxAttribute.Of("axis", 0L));

    /// <summary>Known numbers as a constant; of a parameter under its name.</summary>
    private string Constant(Tensor tensor, long[] extents, [CallerMemberName] string operation = "")
    {
        return Graph.Constant(
            extents,
            Numbers(tensor, operation),
            tensor.Storage is TracedStorage ? null : _weights.GetValueOrDefault((tensor.Storage, tensor.Offset, tensor.Shape)));
    }

    private float[] Numbers(Tensor tensor, [CallerMemberName] string operation = "")
    {
        var numbers = new float[tensor.Shape.Count];
        _inner.Read(Known(tensor, operation), numbers);
        return numbers;
    }

    private double[] Doubles(Tensor tensor, [CallerMemberName] string operation = "")
    {
        var numbers = new double[tensor.Shape.Count];
        _inner.Read(Known(tensor, operation), numbers);
        return numbers;
    }

    /// <summary>A number a channel, for a node: <c>[1, C, 1, 1]</c>.</summary>
    private string Channels(ReadOnlySpan<double> values)
    {
        var floats = new float[values.Length];
        HostNumbers.Round(values, floats);
        return Graph.Constant([1, values.Length, 1, 1], floats);
    }

    /// <summary>The sum of all numbers of a sample, <c>[N]</c>.</summary>
    private string SumOfSamples(string images) =>
        Node("ReduceSum", [images, _graph.Integers(1, 2, 3)], OnnxAttribute.Of("keepdims", 0L));

    /// <summary><c>y = value</c> or <c>y += value</c>.</summary>
    private void Become(Tensor y, string value, bool accumulate) =>
        Become(y, accumulate && !IsZero(y) ? Node("Add", Value(y), value) : value);

    private bool IsZero(Tensor tensor) => IsKnown(tensor) && Array.TrueForAll(Numbers(tensor), number => number == 0);
}
