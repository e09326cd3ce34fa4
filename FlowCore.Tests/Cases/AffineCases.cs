using FlowCore.Backends;
using FlowCore.Tensors;
using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

internal static class AffineCases
{
    // Log-scales of this size keep exp(3·l) within a factor of ten.
    private const double LogScale = 0.25;

    public static IEnumerable<BackendCase> Rows() => [.. Maps(), .. Statistics()];

    private static IEnumerable<BackendCase> Maps()
    {
        foreach (var (c, h, w, n) in ((int, int, int, int)[])
            [(1, 1, 1, 1), (3, 1, 9, 2), (4, 7, 7, 3), (13, 4, 8, 17), (65, 2, 3, 16), (12, 5, 5, 33), (4, 16, 16, 100)])
        {
            foreach (var (label, affine) in ((string, ChannelAffine)[])
                [("actnorm", ChannelAffine.ActNorm), ("scaled output", ChannelAffine.ScaledOutput)])
            {
                var name = $"{c}×{h}×{w}, N={n}, {label}";
                var images = new ImageShape(c, h, w);
                yield return Map($"AffineForward: {name}", n, images, affine, (b, from, s, l, to) => b.AffineForward(from, s, l, affine, to));
                yield return Map($"AffineInverse: {name}", n, images, affine, (b, from, s, l, to) => b.AffineInverse(from, s, l, affine, to));
                foreach (var target in Enum.GetValues<GradientTarget>())
                {
                    yield return Gradient($"AffineForwardGradient: {name}, {target}", n, images, target, (b, v, d, l, to, add, ds, dl) =>
                        b.AffineForwardGradient(v, d, l, affine, to, add, ds, dl));
                    yield return Gradient($"AffineInverseGradient: {name}, {target}", n, images, target, (b, v, d, l, to, add, ds, dl) =>
                        b.AffineInverseGradient(v, d, l, affine, to, add, ds, dl));
                }
            }
        }
    }

    private static BackendCase Map(
        string name, int samples, ImageShape s, ChannelAffine affine, Action<IBackend, Tensor, Tensor, Tensor, Tensor> map) =>
        new($"{name}{(affine.ScaleFactor < 0 ? ", in place" : "")}", samples, Tolerance.Pointwise, t =>
        {
            // One of the two constants runs in place, the other from source to destination.
            var images = t.Images(s.Channels, s.Height, s.Width);
            var to = affine.ScaleFactor < 0 ? t.Changes("to", images) : t.Result("to", images);
            var from = affine.ScaleFactor < 0 ? to : t.Given(images);
            map(t.Backend, from, t.Given(new Shape(s.Channels)), t.Given(new Shape(s.Channels), LogScale), to);
        });

    private static BackendCase Gradient(
        string name, int samples, ImageShape s, GradientTarget target,
        Action<IBackend, Tensor, Tensor, Tensor, Tensor?, bool, Tensor, Tensor> gradient) =>
        new(name, samples, Tolerance.Sum(samples * s.Plane), t =>
        {
            var images = t.Images(s.Channels, s.Height, s.Width);
            var from = target == GradientTarget.InPlace ? t.Changes("d", images) : t.Given(images);
            var to = target switch
            {
                GradientTarget.None => null,
                GradientTarget.InPlace => from,
                _ => t.Destination("d", images, target == GradientTarget.Added),
            };
            var shift = t.Changes("dshift", new Shape(s.Channels));
            var scale = t.Changes("dlogScale", new Shape(s.Channels));
            gradient(
                t.Backend, t.Given(images), from, t.Given(new Shape(s.Channels), LogScale), to, target == GradientTarget.Added, shift, scale);
        });

    private static IEnumerable<BackendCase> Statistics()
    {
        foreach (var (c, h, w, n) in ((int, int, int, int)[])[(1, 1, 1, 1), (3, 1, 9, 2), (13, 7, 7, 17), (4, 16, 16, 100)])
        {
            yield return new($"Moments: {c}×{h}×{w}, N={n}", n, Tolerance.Sum(n * h * w), t =>
                t.Backend.Moments(t.Given(t.Images(c, h, w)), t.Result("mean", new Shape(c)), t.Result("variance", new Shape(c))));
            yield return new($"BroadcastSum: {c} channels, N={n}", n, Tolerance.Sum(c), t =>
                t.Backend.BroadcastSum(t.Given(new Shape(c)), -h * w, t.Result("y", t.Rows)));
            yield return new($"BroadcastSumGradient: {c} channels, N={n}", n, Tolerance.Sum(n), t =>
                t.Backend.BroadcastSumGradient(t.Given(t.Rows), -h * w, t.Changes("dx", new Shape(c))));
        }

        // The mean is 1000 times the spread: squares minus the square of the mean would lose every digit of the variance.
        var far = new Shape(2, 3, 5, 5);
        yield return new("Moments: far from zero", 3, Tolerance.Sum(75), t => t.Backend.Moments(
            t.Given(far, [.. TestTensors.Draw(far.Count, t.Seed).Select(x => (double)(float)(1000 + x))]),
            t.Result("mean", new Shape(2)),
            t.Result("variance", new Shape(2))));
    }
}
