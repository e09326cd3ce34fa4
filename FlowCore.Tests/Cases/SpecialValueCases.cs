using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tests.Cases;

/// <summary>NaN, the infinities, signed zeros and denormals through what is more than a function of one number.</summary>
internal static class SpecialValueCases
{
    private static readonly double[] Specials =
        [double.NaN, -1, 2, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, 1e-40, -1e-40, 88, -104, 3];

    private static readonly Shape Images = new(Specials.Length, 1, 1, 1);
    private static readonly Shape Channels = new(Specials.Length);
    private static readonly double[] Ordinary = [.. Enumerable.Range(0, Specials.Length).Select(i => 0.25 * (i - 5))];

    public static IEnumerable<BackendCase> Rows() =>
    [
        new("Squeeze: special values", 1, Tolerance.Exact, t => t.Backend.Squeeze(
            t.Given(new Shape(1, 1, 2, 6), Specials), t.Result("y", new Shape(4, 1, 1, 3)), accumulate: false)),
        new("Unsqueeze: special values", 1, Tolerance.Exact, t => t.Backend.Unsqueeze(
            t.Given(new Shape(4, 1, 1, 3), Specials), t.Result("x", new Shape(1, 1, 2, 6)), accumulate: false)),
        new("MoveImages: special values", 1, Tolerance.Exact, t => t.Backend.MoveImages(
            t.Given(new Shape(1, 1, 2, 6), Specials), 1, -1, t.Result("y", new Shape(1, 1, 4, 6)), accumulate: false)),
        new("ExchangePixels: special values", 1, Tolerance.Exact, t => t.Backend.ExchangePixels(
            t.Given(new Shape(1, 1, 2, 6), Specials), t.Result("y", new Shape(12, 1, 1, 1)), accumulate: false)),
        new("BroadcastPlanes: special values", 1, Tolerance.Exact, t => t.Backend.BroadcastPlanes(
            t.Given(Images, Specials), t.Result("y", new Shape(Specials.Length, 1, 1, 3)))),
        new("SumPlanes: special values", 1, Tolerance.Pointwise, t => t.Backend.SumPlanes(
            t.Given(new Shape(Specials.Length, 1, 1, 3), [.. Specials.SelectMany(x => (double[])[1, x, 2])]), t.Changes("sums", Images))),
        new("Add: special values", 1, Tolerance.Pointwise, t => t.Backend.Add(t.Given(Channels, Specials), t.Changes("y", Channels))),
        new("AffineForward: special values", 1, Tolerance.Pointwise, t => t.Backend.AffineForward(
            t.Given(Images, Specials), t.Given(Channels), t.Given(Channels, 0.25), ChannelAffine.ActNorm, t.Result("y", Images))),
        new("AffineInverse: special values", 1, Tolerance.Pointwise, t => t.Backend.AffineInverse(
            t.Given(Images, Specials), t.Given(Channels), t.Given(Channels, 0.25), ChannelAffine.ActNorm, t.Result("x", Images))),
        new("AffineForwardGradient: special values", 1, Tolerance.Pointwise, t => t.Backend.AffineForwardGradient(
            t.Given(Images, Ordinary), t.Given(Images, Specials), t.Given(Channels, 0.25), ChannelAffine.ActNorm,
            t.Result("dx", Images), false, t.Changes("dshift", Channels), t.Changes("dlogScale", Channels))),
        new("SumChannels: special values", 1, Tolerance.Pointwise, t => t.Backend.SumChannels(
            t.Given(new Shape(Specials.Length, 1, 1, 3), [.. Specials.SelectMany(x => (double[])[1, x, 2])]), t.Changes("sums", Channels))),
        .. Specials.Select((special, i) => new BackendCase($"SumOfSquares: special value {i}", 1, Tolerance.DoubleSum, t =>
            t.Report("sum", t.Backend.SumOfSquares(t.Given(new Shape(3), [1, special, 2]))))),
        .. Density<StandardNormal>(),
        .. Density<StandardLogistic>(),
        .. Coupling("x", Specials, Ordinary),
        .. Coupling("h", Ordinary, Specials),
    ];

    private static IEnumerable<BackendCase> Density<TDensity>()
        where TDensity : struct, ILogDensity =>
    [
        // A sample each, so that a special value does not hide the others.
        new($"LogDensity: {TDensity.Name}, special values", Specials.Length, Tolerance.Pointwise, t =>
            t.Backend.LogDensity<TDensity>(t.Given(new Shape(1, Specials.Length, 1, 1), Specials), t.Changes("y", Channels))),
        new($"LogDensityGradient: {TDensity.Name}, special values", Specials.Length, Tolerance.Pointwise, t =>
            t.Backend.LogDensityGradient<TDensity>(
                t.Given(new Shape(1, Specials.Length, 1, 1), Specials), t.Given(Channels), t.Result("dz", new Shape(1, Specials.Length, 1, 1)), false)),
    ];

    private static IEnumerable<BackendCase> Coupling(string label, double[] x, double[] h)
    {
        var n = Specials.Length;
        var (images, nets, rows) = (new Shape(1, n, 1, 1), new Shape(2, n, 1, 1), new Shape(n));
        double[] net = [.. h, .. Ordinary];
        return
        [
            new($"CoupleForward: special values of {label}", n, Tolerance.Pointwise, t => t.Backend.CoupleForward<BoundedLogScale>(
                t.Given(images, x), t.Given(nets, net), t.Result("y", images), t.Result("logDet", rows))),
            new($"CoupleInverse: special values of {label}", n, Tolerance.Pointwise, t => t.Backend.CoupleInverse<BoundedLogScale>(
                t.Given(images, x), t.Given(nets, net), t.Result("x", images), t.Result("logDet", rows))),
            new($"CoupleForwardGradient: special values of {label}", n, Tolerance.Pointwise, t =>
                t.Backend.CoupleForwardGradient<BoundedLogScale>(
                    t.Given(images, x), t.Given(nets, net), t.Given(images), t.Given(rows), t.Result("dx", images), false,
                    t.Result("dh", nets))),
            new($"CoupleInverseGradient: special values of {label}", n, Tolerance.Pointwise, t =>
                t.Backend.CoupleInverseGradient<BoundedLogScale>(
                    t.Given(images, x), t.Given(nets, net), t.Given(images), t.Given(rows), t.Result("dy", images), false,
                    t.Result("dh", nets))),
        ];
    }
}
