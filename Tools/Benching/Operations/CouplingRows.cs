using FlowCore.Backends;
using FlowCore.Ops;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>The affine coupling behind its net.</summary>
internal static class CouplingRows
{
    /// <summary>The rows at a level's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var (all, net, rows) = (s.All, s.Images(s.Level.Channels / 2 * 2), s.Rows);
        var shape = s.ToString();

        // For half of the elements: the bounded log-scale, its exponential, a product and two sums.
        var flops = 6 * s.Elements / 2;
        yield return new(nameof(IBackend.CoupleForward), shape, flops, OperationShapes.Bytes(all, net, all), t =>
        {
            var (x, h, y, logDet) = (t.Given(all), t.Given(net), t.Result(all), t.Result(rows));
            return () => s.Backend.CoupleForward<BoundedLogScale>(x, h, y, logDet);
        });
        yield return new(nameof(IBackend.CoupleInverse), shape, flops, OperationShapes.Bytes(all, net, all), t =>
        {
            var (y, h, x, logDet) = (t.Given(all), t.Given(net), t.Result(all), t.Result(rows));
            return () => s.Backend.CoupleInverse<BoundedLogScale>(y, h, x, logDet);
        });

        // The same, with the slope of the log-scale and a product for each of the two gradients.
        yield return new(nameof(IBackend.CoupleForwardGradient), shape, 2 * flops, OperationShapes.Bytes(all, net, all, all, net), t =>
        {
            var (y, h, dy, dlogDet) = (t.Given(all), t.Given(net), t.Given(all), t.Given(rows));
            var (dx, dh) = (t.Result(all), t.Result(net));
            return () => s.Backend.CoupleForwardGradient<BoundedLogScale>(y, h, dy, dlogDet, dx, accumulate: false, dh);
        });
        yield return new(nameof(IBackend.CoupleInverseGradient), shape, 2 * flops, OperationShapes.Bytes(all, net, all, all, net), t =>
        {
            var (x, h, dx, dlogDet) = (t.Given(all), t.Given(net), t.Given(all), t.Given(rows));
            var (dy, dh) = (t.Result(all), t.Result(net));
            return () => s.Backend.CoupleInverseGradient<BoundedLogScale>(x, h, dx, dlogDet, dy, accumulate: false, dh);
        });
    }
}
