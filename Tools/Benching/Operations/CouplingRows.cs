using FlowCore.Backends;
using FlowCore.Ops;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>The affine coupling behind its net, on the half that it changes.</summary>
internal static class CouplingRows
{
    /// <summary>The rows at a level's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var coupled = s.Level.Channels / 2;
        var (half, net, rows) = (s.Images(coupled), s.Images(2 * coupled), s.Rows);
        var shape = FormattableString.Invariant($"{s.Level.WithChannels(coupled)}, N={s.Samples}");

        // The bounded log-scale, its exponential, a product and two sums.
        var flops = 6.0 * half.Count;
        yield return new(nameof(IBackend.CoupleForward), shape, flops, OperationShapes.Bytes(half, net, half), t =>
        {
            var (x, h, y, logDet) = (t.Given(half), t.Given(net), t.Result(half), t.Result(rows));
            return () => s.Backend.CoupleForward<BoundedLogScale>(x, h, y, logDet);
        });
        yield return new(nameof(IBackend.CoupleInverse), shape, flops, OperationShapes.Bytes(half, net, half), t =>
        {
            var (y, h, x, logDet) = (t.Given(half), t.Given(net), t.Result(half), t.Result(rows));
            return () => s.Backend.CoupleInverse<BoundedLogScale>(y, h, x, logDet);
        });

        // The same, with the slope of the log-scale and a product for each of the two gradients.
        yield return new(nameof(IBackend.CoupleForwardGradient), shape, 2 * flops, OperationShapes.Bytes(half, net, half, half, net), t =>
        {
            var (y, h, dy, dlogDet) = (t.Given(half), t.Given(net), t.Given(half), t.Given(rows));
            var (dx, dh) = (t.Result(half), t.Result(net));
            return () => s.Backend.CoupleForwardGradient<BoundedLogScale>(y, h, dy, dlogDet, dx, accumulate: false, dh);
        });
        yield return new(nameof(IBackend.CoupleInverseGradient), shape, 2 * flops, OperationShapes.Bytes(half, net, half, half, net), t =>
        {
            var (x, h, dx, dlogDet) = (t.Given(half), t.Given(net), t.Given(half), t.Given(rows));
            var (dy, dh) = (t.Result(half), t.Result(net));
            return () => s.Backend.CoupleInverseGradient<BoundedLogScale>(x, h, dx, dlogDet, dy, accumulate: false, dh);
        });
    }
}
