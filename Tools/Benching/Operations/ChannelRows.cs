using FlowCore.Backends;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>Actnorm, and what is the same for all samples: one number a channel.</summary>
internal static class ChannelRows
{
    /// <summary>The rows at a level's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var (all, channels, rows) = (s.All, s.Channels, s.Rows);
        var shape = s.ToString();

        // An addition and a multiplication an element.
        yield return new(nameof(IBackend.AffineForward), shape, 2 * s.Elements, OperationShapes.Bytes(all, all), t =>
        {
            var (x, shift, scale, y) = (t.Given(all), t.Given(channels), t.Given(channels, 0.1), t.Result(all));
            return () => s.Backend.AffineForward(x, shift, scale, ChannelAffine.ActNorm, y);
        });
        yield return new(nameof(IBackend.AffineInverse), shape, 2 * s.Elements, OperationShapes.Bytes(all, all), t =>
        {
            var (y, shift, scale, x) = (t.Given(all), t.Given(channels), t.Given(channels, 0.1), t.Result(all));
            return () => s.Backend.AffineInverse(y, shift, scale, ChannelAffine.ActNorm, x);
        });

        // A product for the gradient of x, and a product and two additions for the two sums.
        yield return new(nameof(IBackend.AffineForwardGradient), shape, 4 * s.Elements, OperationShapes.Bytes(all, all, all), t =>
        {
            var (y, dy, scale, dx) = (t.Given(all), t.Given(all), t.Given(channels, 0.1), t.Result(all));
            var (dshift, dscale) = (t.Result(channels), t.Result(channels));
            return () => s.Backend.AffineForwardGradient(y, dy, scale, ChannelAffine.ActNorm, dx, accumulate: false, dshift, dscale);
        });
        yield return new(nameof(IBackend.AffineInverseGradient), shape, 4 * s.Elements, OperationShapes.Bytes(all, all, all), t =>
        {
            var (y, dx, scale, dy) = (t.Given(all), t.Given(all), t.Given(channels, 0.1), t.Result(all));
            var (dshift, dscale) = (t.Result(channels), t.Result(channels));
            return () => s.Backend.AffineInverseGradient(y, dx, scale, ChannelAffine.ActNorm, dy, accumulate: false, dshift, dscale);
        });

        // A sum, then a difference, a square and a sum.
        yield return new(nameof(IBackend.Moments), shape, 4 * s.Elements, OperationShapes.Bytes(all), t =>
        {
            var (x, mean, variance) = (t.Given(all), t.Result(channels), t.Result(channels));
            return () => s.Backend.Moments(x, mean, variance);
        });
        yield return new(nameof(IBackend.BroadcastSum), shape, channels.Count, OperationShapes.Bytes(channels, rows), t =>
        {
            var (x, y) = (t.Given(channels), t.Result(rows));
            return () => s.Backend.BroadcastSum(x, 1, y);
        });
        var sums = rows.Count + channels.Count;
        yield return new(nameof(IBackend.BroadcastSumGradient), shape, sums, OperationShapes.Bytes(rows, channels), t =>
        {
            var (dy, dx) = (t.Given(rows), t.Result(channels));
            return () => s.Backend.BroadcastSumGradient(dy, 1, dx);
        });
    }
}
