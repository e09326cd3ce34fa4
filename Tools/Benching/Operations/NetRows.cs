using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>The net of a coupling in one operation, forwards and backwards.</summary>
internal static class NetRows
{
    private const int Kernel = 3;

    /// <summary>The rows at a level's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var (inputs, width, outputs) = ((s.Level.Channels + 1) / 2, s.Config.Width, s.Level.Channels / 2 * 2);
        var (x, y) = (s.Images(inputs), s.Images(outputs));
        var hidden = s.Backend.HiddenShape(width, x);
        var shape = FormattableString.Invariant($"{inputs}→{width}→{outputs}, {s.Level.Height}×{s.Level.Width}, N={s.Samples}");

        // A multiply-add each for every output, input channel and tap, also where a tap is outside the image.
        var taps = (double)Kernel * Kernel;
        var flops = 2 * ((taps * inputs * width) + ((double)width * width) + (taps * width * outputs)) * s.Pixels;
        yield return new(nameof(IBackend.CouplingNet), shape, flops, OperationShapes.Bytes(x, hidden, y), t =>
        {
            var (from, weights, kept, to) = (t.Given(x), Weights(t.Given), t.Result(hidden), t.Result(y));
            return () => s.Backend.CouplingNet<Relu>(from, weights, kept, to);
        });

        // The gradients of inputs and of weights, each as dear as the forward pass; what is computed again is not counted.
        yield return new(nameof(IBackend.CouplingNetGradient), shape, 2 * flops, OperationShapes.Bytes(x, hidden, y, x), t =>
        {
            var (from, weights, kept, gradient) = (t.Given(x), Weights(t.Given), t.Result(hidden), t.Given(y));
            var (to, sums) = (t.Result(x), Weights((sum, _) => t.Result(sum)));
            s.Backend.CouplingNet<Relu>(from, weights, kept, t.Result(y));
            return () => s.Backend.CouplingNetGradient<Relu>(from, weights, kept, gradient, to, accumulate: false, sums);
        });

        NetWeights Weights(Func<Shape, double, Tensor> make) => new(
            make(new Shape(width, inputs, Kernel, Kernel), 1),
            make(new Shape(width), 1),
            make(new Shape(width, width, 1, 1), 1),
            make(new Shape(width), 1),
            make(new Shape(outputs, width, Kernel, Kernel), 1));
    }
}
