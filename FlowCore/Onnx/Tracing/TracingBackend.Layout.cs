using FlowCore.Onnx.Graphs;

namespace FlowCore.Onnx.Tracing;

/// <content>Pixels to channels and back, images moved, and numbers to planes.</content>
internal sealed partial class TracingBackend
{
    /// <inheritdoc/>
    // SpaceToDepth has the channels in another order, [dy, dx, c].
    public void Squeeze(Tensor x, Tensor y, bool accumulate)
    {
        if (IsKnown(x))
        {
            _inner.Squeeze(Known(x), accumulate ? Known(y) : Result(y), accumulate);
            return;
        }

        var (channels, height, width) = (x.Shape.Channels, y.Shape.Height, y.Shape.Width);
        var cut = Node("Reshape", Value(x), _graph.Integers(0, channels, height, 2, width, 2));
        var ordered = Node("Transpose", [cut], OnnxAttribute.Of("perm", 0, 1, 3, 5, 2, 4));
        Become(y, Node("Reshape", ordered, _graph.Integers(InGraph(y.Shape, batch: 0))), accumulate);
    }

    /// <inheritdoc/>
    public void Unsqueeze(Tensor y, Tensor x, bool accumulate)
    {
        if (IsKnown(y))
        {
            _inner.Unsqueeze(Known(y), accumulate ? Known(x) : Result(x), accumulate);
            return;
        }

        var cut = Node("Reshape", Value(y), _graph.Integers(0, x.Shape.Channels, 2, 2, y.Shape.Height, y.Shape.Width));
        var ordered = Node("Transpose", [cut], OnnxAttribute.Of("perm", 0, 1, 4, 2, 5, 3));
        Become(x, Node("Reshape", ordered, _graph.Integers(InGraph(x.Shape, batch: 0))), accumulate);
    }

    /// <inheritdoc/>
    public void MoveImages(Tensor x, int rows, int columns, Tensor y, bool accumulate)
    {
        var down = MovedRange.Of(y.Shape.Height, x.Shape.Height, rows);
        var along = MovedRange.Of(y.Shape.Width, x.Shape.Width, columns);
        if (IsKnown(x) && (!accumulate || IsKnown(y)))
        {
            _inner.MoveImages(Known(x), rows, columns, accumulate ? Known(y) : Result(y), accumulate);
        }
        else if (down.Count > 0 && along.Count > 0)
        {
            // What a pad adds, and below 0 what it cuts away.
            var (bottom, right) = (y.Shape.Height - x.Shape.Height - rows, y.Shape.Width - x.Shape.Width - columns);
            var moved = Node("Pad", Value(x), _graph.Integers(0, 0, rows, columns, 0, 0, bottom, right));
            Become(y, moved, accumulate);
        }
        else if (!accumulate)
        {
            Fill(y, 0);
        }
    }

    /// <inheritdoc/>
    public void ExchangePixels(Tensor x, Tensor y, bool accumulate)
    {
        if (IsKnown(x))
        {
            _inner.ExchangePixels(Known(x), accumulate ? Known(y) : Result(y), accumulate);
            return;
        }

        var flat = Node("Reshape", Value(x), _graph.Integers(0, x.Shape.Channels, x.Shape.Plane));
        var exchanged = Node("Transpose", [flat], OnnxAttribute.Of("perm", 0, 2, 1));
        Become(y, Node("Reshape", exchanged, _graph.Integers(InGraph(y.Shape, batch: 0))), accumulate);
    }

    /// <inheritdoc/>
    public void BroadcastPlanes(Tensor x, Tensor y)
    {
        if (IsKnown(x))
        {
            _inner.BroadcastPlanes(Known(x), Result(y));
            return;
        }

        Become(y, Node("Expand", Value(x), _graph.Integers(1, 1, y.Shape.Height, y.Shape.Width)));
    }
}
