using System.Collections.Immutable;
using FlowCore.Onnx.Graphs;

namespace FlowCore.Onnx.Tracing;

/// <content>The masked convolution and its inverse.</content>
internal sealed partial class TracingBackend
{
    /// <inheritdoc/>
    public void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y)
    {
        if (IsKnown(x))
        {
            _inner.MaskedConvolve(Known(x), Known(taps), orientations, Result(y));
            return;
        }

        var (numbers, shape) = (Numbers(taps), taps.Shape);
        var size = numbers.Length / orientations.Length;
        Become(y, ByGroups(Value(x), orientations.Length, (part, group) =>
            Convolved(part, numbers.AsSpan(group * size, size), shape, orientations[group])));
    }

    /// <inheritdoc/>
    public void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x)
    {
        if (IsKnown(y))
        {
            _inner.MaskedSolve(Known(y), Known(folded), orientations, Result(x));
            return;
        }

        var (numbers, shape) = (Doubles(folded), folded.Shape);
        var size = numbers.Length / orientations.Length;
        Become(x, ByGroups(Value(y), orientations.Length, (part, group) =>
            Solved(part, numbers[(group * size)..((group + 1) * size)], shape, orientations[group], y.Shape)));
    }

    /// <summary>What is made of each group of channels, joined again.</summary>
    private string ByGroups(string images, int groups, Func<string, int, string> make)
    {
        var parts = groups == 1 ? [images] : Graph.Node("Split", [images], groups, [OnnxAttribute.Of("axis", 1L)]);
        string[] made = [.. parts.Select(make)];
        return groups == 1 ? made[0] : Node("Concat", made, OnnxAttribute.Of("axis", 1L));
    }

    /// <summary>
    /// A convolution whose image is padded on the sides that come before in the orientation. Operators count taps from the top left,
    /// the lag form from the pixel itself.
    /// </summary>
    private string Convolved(string x, ReadOnlySpan<float> taps, Shape shape, Orientation orientation)
    {
        var (height, width, size) = (shape[1], shape[2], shape[3]);
        var (down, right) = (orientation.RowSign() > 0, orientation.ColumnSign() > 0);
        var kernels = new float[taps.Length];
        for (var i = 0; i < taps.Length; i++)
        {
            var (lag, entry) = Math.DivRem(i, size * size);
            var (dy, dx) = Math.DivRem(lag, width);
            var (row, column) = (down ? height - 1 - dy : dy, right ? width - 1 - dx : dx);
            kernels[(((entry * height) + row) * width) + column] = taps[i];
        }

        var (rows, columns) = (height - 1, width - 1);
        return Node(
            "Conv",
            [x, Graph.Constant([size, size, height, width], kernels)],
            OnnxAttribute.Of("kernel_shape", [height, width]),
            OnnxAttribute.Of("pads", [down ? rows : 0, right ? columns : 0, down ? 0 : rows, right ? 0 : columns]));
    }

    /// <summary>
    /// The solve of a group, row after row in the order of the orientation: a row and the solved ones before it times
    /// <see cref="RowMatrices"/>. A scan goes over the rows and keeps as many as the kernel reaches back.
    /// </summary>
    private string Solved(string y, double[] folded, Shape shape, Orientation orientation, Shape images)
    {
        var (kernelHeight, size, width) = (shape[1], shape[3], images.Width);
        long row = size * width;
        var matrix = Graph.Constant(
            [kernelHeight * row, row],
            new RowMatrices(folded, kernelHeight, shape[2], size, width).Matrix(orientation.ColumnSign()));
        var kept = (kernelHeight - 1) * row;
        var body = new OnnxGraph(_graph.Unique(Graph.Place + ".row"), _graph) { Place = Graph.Place + ".row" };
        string[] before = kept == 0 ? [] : [body.Input(Declared(body, "before", [kept]))];
        var given = body.Input(Declared(body, "y", [size, width]));
        var flat = body.Node("Reshape", [given, body.Integers(0, row)]);
        string[] all = [flat, .. before];
        var seen = kept == 0 ? flat : body.Node("Concat", all, OnnxAttribute.Of("axis", 1L));
        var solved = body.Node("MatMul", [seen, matrix]);
        if (kept > 0)
        {
            var oldest = kernelHeight == 2
                ? solved
                : body.Node("Concat", [solved, body.Node("Slice", [before[0], body.Integers(0), body.Integers(kept - row), body.Integers(1)])], OnnxAttribute.Of("axis", 1L));
            body.Output(Declared(body, "kept", [kept]), oldest);
        }

        body.Output(Declared(body, "x", [size, width]), body.Node("Reshape", [solved, body.Integers(0, size, width)]));
        var direction = orientation.RowSign() > 0 ? 0 : 1;
        string[] states = kept == 0 ? [] : [Node("ConstantOfShape", Leading(y, kept))];
        return Graph.Node(
            "Scan",
            [.. states, y],
            1 + states.Length,
            [
                OnnxAttribute.Of("body", body),
                OnnxAttribute.Of("num_scan_inputs", 1L),
                OnnxAttribute.Of("scan_input_axes", [2]),
                OnnxAttribute.Of("scan_input_directions", [direction]),
                OnnxAttribute.Of("scan_output_axes", [2]),
                OnnxAttribute.Of("scan_output_directions", [direction]),
            ])[^1];
    }

    private static OnnxValue Declared(OnnxGraph body, string name, long[] extents) =>
        new(body.Unique($"{body.Place}.{name}"), OnnxType.Float, extents, Doc: "");
}
