using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>The three convolutions of a coupling net, and the 1×1 of a step.</summary>
internal static class ConvolutionRows
{
    /// <summary>The rows at a level's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var (channels, width) = (s.Level.Channels, s.Config.Width);
        var nets = ((int Inputs, int Outputs, int Kernel)[])
            [((channels + 1) / 2, width, 3), (width, width, 1), (width, channels / 2 * 2, 3), (channels, channels, 1)];
        foreach (var (inputs, outputs, kernel) in nets.Distinct())
        {
            var (x, w, y) = (s.Images(inputs), new Shape(outputs, inputs, kernel, kernel), s.Images(outputs));
            var shape = FormattableString.Invariant($"{inputs}→{outputs}, {kernel}×{kernel}, ")
                + FormattableString.Invariant($"{s.Level.Height}×{s.Level.Width}, N={s.Samples}");

            // A multiply-add each for every output, input channel and tap, also where a tap is outside the image.
            var flops = 2.0 * outputs * inputs * kernel * kernel * s.Pixels;
            var bytes = OperationShapes.Bytes(x, w, y);
            yield return new(nameof(IBackend.Convolve), shape, flops, bytes, tensors =>
            {
                var (from, by, bias, to) = (tensors.Given(x), tensors.Given(w), tensors.Given(new Shape(outputs)), tensors.Result(y));
                return () => s.Backend.Convolve<Relu>(from, by, bias, to);
            });
            yield return new(nameof(IBackend.ConvolveInputGradient), shape, flops, bytes, tensors =>
            {
                var (from, by, to) = (tensors.Given(y), tensors.Given(w), tensors.Result(x));
                return () => s.Backend.ConvolveInputGradient(from, by, to, accumulate: false);
            });
            yield return new(nameof(IBackend.ConvolveWeightGradient), shape, flops, bytes, tensors =>
            {
                var (from, by, to) = (tensors.Given(x), tensors.Given(y), tensors.Result(w));
                return () => s.Backend.ConvolveWeightGradient(from, by, to, scale: 1);
            });
        }

        // Of one size whatever the model and the batch, to compare devices by.
        yield return MatrixProduct.Small.Row(s.Backend);

        // One addition an element.
        var hidden = s.Images(width);
        yield return new(
            nameof(IBackend.SumChannels),
            FormattableString.Invariant($"{s.Level.WithChannels(width)}, N={s.Samples}"),
            hidden.Count,
            OperationShapes.Bytes(hidden, new Shape(width)),
            tensors =>
            {
                var (x, sums) = (tensors.Given(hidden), tensors.Result(new Shape(width)));
                return () => s.Backend.SumChannels(x, sums);
            });
    }
}
