using FlowCore.Onnx.Graphs;

namespace FlowCore.Onnx.Tracing;

/// <content>Pixels, which are the graph's input when they are encoded and its output when they are decoded.</content>
internal sealed partial class TracingBackend
{
    /// <summary>What the input and the output of pixels are called.</summary>
    public const string Pixels = "pixels";

    /// <inheritdoc/>
    // The bytes are of no image: what a pixel is, with its offset in the bin, comes from the graph's input. A fixed offset
    // is kept from the ends of its bin elsewhere; here it is the caller's.
    public void EncodePixels(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, PixelCoding coding, Dequantization dequantization, Tensor x, Tensor logDet)
    {
        if (_graph.Inputs.Exists(input => input.Name == Pixels))
        {
            throw Refusal("EncodePixels for a second time");
        }

        var levels = coding.Levels;
        var input = Padded(_graph.Input(PixelValue("v + u, the pixels 0 … Q − 1 with an offset in [0, 1); 0.5 is the middle of a bin", levels)), x.Shape);
        if (coding.Scale == PixelScale.Linear)
        {
            Become(x, Node("Sub", Node("Mul", input, _graph.Number(1.0 / levels)), _graph.Number(0.5)));
            Fill(logDet, x.Shape.Count * LinearScale.LogSlope(coding));
            return;
        }

        var (slope, margin) = (_graph.Number(1 - (2 * coding.Alpha)), _graph.Number(coding.Alpha * levels));
        var below = LogOf(input);
        var above = LogOf(Node("Sub", _graph.Number(levels), input));
        Become(x, Node("Sub", below, above));
        var constant = _graph.Number(x.Shape.Count * LogitScale.LogSlope(coding));
        Become(logDet, Node("Sub", constant, SumOfSamples(Node("Add", below, above))));

        string LogOf(string unit) => Node("Log", Node("Add", Node("Mul", unit, slope), margin));
    }

    /// <inheritdoc/>
    public long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels)
    {
        pixels.Clear();
        var (levels, coded) = (_graph.Number(coding.Levels), Value(x));
        var decoded = coding.Scale == PixelScale.Linear
            ? Node("Mul", Node("Add", coded, _graph.Number(0.5)), levels)
            : Node(
                "Div",
                Node("Sub", Node("Mul", Node("Sigmoid", coded), levels), _graph.Number(coding.Alpha * coding.Levels)),
                _graph.Number(1 - (2 * coding.Alpha)));
        if (x.Shape != _image.Batched(1))
        {
            decoded = Node(
                "Slice", decoded, _graph.Integers(0, 0), _graph.Integers(_image.Height, _image.Width), _graph.Integers(2, 3));
        }

        _graph.Output(PixelValue("v + u on the scale 0 … Q: the pixel is its floor, cut to 0 … Q − 1", coding.Levels), decoded);
        return 0;
    }

    private OnnxValue PixelValue(string doc, int levels) => new(
        Pixels,
        OnnxType.Float,
        [_image.Channels, _image.Height, _image.Width],
        FormattableString.Invariant($"{doc}; Q = {levels}"));

    /// <summary>Images with copies of their last row and column at the bottom and on the right, up to a shape.</summary>
    private string Padded(string images, Shape shape) => shape == _image.Batched(1)
        ? images
        : Node(
            "Pad",
            [images, _graph.Integers(0, 0, 0, 0, 0, 0, shape.Height - _image.Height, shape.Width - _image.Width)],
            OnnxAttribute.Of("mode", "edge"));
}
