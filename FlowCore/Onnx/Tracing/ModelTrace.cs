using System.Globalization;
using FlowCore.Autodiff.Operations;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Onnx.Graphs;

namespace FlowCore.Onnx.Tracing;

/// <summary>Runs a model on a backend that writes into a graph, and declares what goes in and out.</summary>
internal sealed class ModelTrace : IDisposable
{
    private readonly FlowModel _model;
    private readonly OnnxGraph _graph;
    private readonly TracingBackend _backend;

    /// <summary>A trace of a model into an empty graph.</summary>
    /// <exception cref="FlowException">The model has its first weights.</exception>
    public ModelTrace(FlowModel model, OnnxGraph graph)
    {
        if (!model.IsInitialized)
        {
            throw new FlowException("ONNX", "a model that was trained or loaded", "one with its first weights", "Train it first.");
        }

        (_model, _graph) = (model, graph);
        _backend = new TracingBackend(model.Backend, graph, model.Image, model.Arena.Parameters);
    }

    /// <summary>Images to latents and densities.</summary>
    public void Density()
    {
        var tape = _backend.Tape;
        var condition = Condition();
        var bytes = new ImageBatch(_model.Image, new byte[_model.Image.Dimensions], [0]);
        var (x, pixelLogDet) = tape.Within(_model.PixelMap, () => _model.PixelMap.Encode(tape, bytes, Dequantization.Midpoint));
        var (latents, logPrior, flowLogDet) = _model.Walk(x, condition, withDensity: true);
        for (var level = 0; level < latents.Length; level++)
        {
            _graph.Output(Latent(level), _backend.Value(latents[level].Value));
        }

        var total = _backend.Value(logPrior.Plus(pixelLogDet.Plus(flowLogDet)).Value);
        _graph.Output(new OnnxValue("log_density", OnnxType.Float, [], "ln p(v + u), in nats"), total);
        var perDimension = _graph.Number(-1 / (_model.Image.Dimensions * Math.Log(2)));
        _graph.Output(
            new OnnxValue("bits_per_dimension", OnnxType.Float, [], "-ln p(v + u) / (D ln 2), D numbers an image"),
            _graph.Node("Mul", [total, perDimension]));
    }

    /// <summary>Latents to images.</summary>
    public void Inverse()
    {
        var tape = _backend.Tape;
        Variable[] latents = [.. _model.LatentShapes.Select((shape, level) => Input(Latent(level), shape))];
        var (x, _) = _model.Inverse(latents, Condition());
        tape.Within(_model.PixelMap, () => _model.PixelMap.Decode(x, new byte[_model.Image.Dimensions]));
    }

    /// <summary>Gives back what was computed of the weights.</summary>
    public void Dispose() => _backend.Dispose();

    private OnnxValue Latent(int level)
    {
        var shape = _model.LatentShapes[level];
        return new OnnxValue(
            string.Create(CultureInfo.InvariantCulture, $"latent_{level + 1}"),
            OnnxType.Float,
            [shape.Channels, shape.Height, shape.Width],
            string.Create(CultureInfo.InvariantCulture, $"what leaves after level {level + 1}; {_model.Levels[level].Prior.Describe()}"));
    }

    private Variable Input(OnnxValue value, ImageShape shape) => Made(_graph.Input(value), shape);

    private Variable Made(string value, ImageShape shape)
    {
        var tape = _backend.Tape;
        var tensor = tape.Allocate(shape.Batched(1));
        _backend.Become(tensor, value);
        return tape.Input(tensor);
    }

    /// <summary>What the model is conditioned on: classes by their numbers, anything else as it is; null for nothing.</summary>
    private Variable? Condition()
    {
        if (_model.ConditionShape is not { } shape)
        {
            return null;
        }

        if (shape is not { Height: 1, Width: 1 })
        {
            return Input(
                new OnnxValue("condition", OnnxType.Float, [shape.Channels, shape.Height, shape.Width], "what the model is conditioned on"),
                shape);
        }

        var doc = string.Create(CultureInfo.InvariantCulture, $"the class of each image, 0 … {shape.Channels - 1}");
        var label = _graph.Input(new OnnxValue("label", OnnxType.Int64, [], doc));

        // OneHot gives zeros for what is no class; taking the number from a list of all classes is refused by whoever runs it.
        var classes = _graph.Integers([.. Enumerable.Range(0, shape.Channels).Select(number => (long)number)]);
        var known = _graph.Node("Gather", [classes, label]);
        var values = _graph.Constant([2], [0, 1]);
        var oneHot = _graph.Node("OneHot", [known, _graph.Integers(shape.Channels), values], OnnxAttribute.Of("axis", 1L));
        return Made(_graph.Node("Reshape", [oneHot, _graph.Integers(0, shape.Channels, 1, 1)]), shape);
    }
}
