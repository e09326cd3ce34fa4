using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>What happens once a batch or once a step: pixels in and out, draws, and the optimizer.</summary>
internal static class EdgeRows
{
    /// <summary>The rows at a model's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var (image, coding) = (s.Config.Image, new PixelCoding(s.Config.Scale, s.Config.Bits, s.Config.Alpha));
        var x = image.Batched(s.Samples);
        var shape = FormattableString.Invariant($"{image}, N={s.Samples}");
        var ids = Enumerable.Range(0, s.Samples).ToArray();
        var key = new RandomKey(0, RandomStream.TrainingNoise, 1);

        // Bytes on the host's side, floats on the other. Ten rounds of Philox are 60 integer operations for four draws, and
        // not counted; two logarithms and a difference, or a Box-Muller pair's root, logarithm and sine, are.
        var bytes = x.Count + OperationShapes.Bytes(x);
        yield return new(nameof(IBackend.EncodePixels), shape, 6.0 * x.Count, bytes, t =>
        {
            var (pixels, to, logDet) = (new byte[x.Count], t.Result(x), t.Result(s.Rows));
            return () => s.Backend.EncodePixels(pixels, ids, coding, Dequantization.Uniform(key), to, logDet);
        });
        yield return new(nameof(IBackend.DecodePixels), shape, 4.0 * x.Count, bytes, t =>
        {
            var (from, pixels) = (t.Given(x), new byte[x.Count]);
            return () => s.Backend.DecodePixels(from, coding, pixels);
        });
        yield return new(nameof(IBackend.FillNormal), s.ToString(), 4 * s.Elements, OperationShapes.Bytes(s.All), t =>
        {
            var to = t.Result(s.All);
            return () => s.Backend.FillNormal(to, key, ids, scale: 1);
        });

        var weights = new Shape(checked((int)s.Parameters));
        var model = FormattableString.Invariant($"{s.Parameters} parameters");
        yield return new(nameof(IBackend.SumOfSquares), model, 2.0 * weights.Count, OperationShapes.Bytes(weights), t =>
        {
            var gradient = t.Given(weights);
            return () => s.Backend.SumOfSquares(gradient);
        });

        // Two moments, two corrections, a root, a quotient and the step; p, m and v are read and written.
        yield return new(
            nameof(IBackend.Adam), model, 14.0 * weights.Count, 7 * OperationShapes.Bytes(weights), t =>
            {
                var (p, g, m, v) = (t.Given(weights), t.Given(weights), t.Result(weights), t.Result(weights));
                var step = new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, 1, 1);
                return () => s.Backend.Adam(p, g, m, v, step);
            });

        // A moment, a norm, a correction, a quotient and the step.
        yield return new(
            nameof(IBackend.Adamax), model, 11.0 * weights.Count, 7 * OperationShapes.Bytes(weights), t =>
            {
                var (p, g, m, u) = (t.Given(weights), t.Given(weights), t.Result(weights), t.Result(weights));
                var step = new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, 1, 1);
                return () => s.Backend.Adamax(p, g, m, u, step);
            });
        yield return new(nameof(IBackend.Lerp), model, 3.0 * weights.Count, 3 * OperationShapes.Bytes(weights), t =>
        {
            var (x, average) = (t.Given(weights), t.Result(weights));
            return () => s.Backend.Lerp(x, 1e-3, average);
        });
    }
}
