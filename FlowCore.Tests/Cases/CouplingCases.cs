using FlowCore.Ops;
using FlowCore.Tensors;
using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

internal static class CouplingCases
{
    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var (c, h, w, n) in ((int, int, int, int)[])
            [(2, 1, 1, 1), (3, 1, 9, 2), (4, 7, 7, 3), (5, 4, 8, 17), (13, 2, 3, 16), (12, 5, 5, 33), (3, 3, 3, 33), (4, 14, 14, 100)])
        {
            foreach (var row in Rows<BoundedLogScale>(new ImageShape(c, h, w), n))
            {
                yield return row;
            }
        }

        foreach (var row in Rows<Identity>(new ImageShape(5, 4, 4), 3))
        {
            yield return row;
        }
    }

    private static IEnumerable<BackendCase> Rows<TLogScale>(ImageShape s, int n)
        where TLogScale : struct, IActivation
    {
        var name = $"{s}, N={n}, {TLogScale.Name}";
        var tolerance = Tolerance.Sum(s.Channels / 2 * s.Plane);
        yield return new($"CoupleForward: {name}", n, tolerance, t =>
            t.Backend.CoupleForward<TLogScale>(X(t), H(t), t.Result("y", All(t)), t.Result("logDet", t.Rows)));
        yield return new($"CoupleInverse: {name}", n, tolerance, t =>
            t.Backend.CoupleInverse<TLogScale>(X(t), H(t), t.Result("x", All(t)), t.Result("logDet", t.Rows)));
        yield return new($"CoupleForward: {name}, in place", n, tolerance, t =>
        {
            var x = t.Changes("y", All(t));
            t.Backend.CoupleForward<TLogScale>(x, H(t), x, t.Result("logDet", t.Rows));
        });
        yield return new($"CoupleInverse: {name}, in place", n, tolerance, t =>
        {
            var y = t.Changes("x", All(t));
            t.Backend.CoupleInverse<TLogScale>(y, H(t), y, t.Result("logDet", t.Rows));
        });
        foreach (var target in (GradientTarget[])[GradientTarget.None, GradientTarget.Written, GradientTarget.Added])
        {
            yield return new($"CoupleForwardGradient: {name}, {target}", n, Tolerance.Pointwise, t =>
                t.Backend.CoupleForwardGradient<TLogScale>(
                    X(t), H(t), X(t), t.Given(t.Rows), Target(t), target == GradientTarget.Added, t.Result("dh", Net(t))));
            yield return new($"CoupleInverseGradient: {name}, {target}", n, Tolerance.Pointwise, t =>
                t.Backend.CoupleInverseGradient<TLogScale>(
                    X(t), H(t), X(t), t.Given(t.Rows), Target(t), target == GradientTarget.Added, t.Result("dh", Net(t))));

            Tensor? Target(Trial t) =>
                target == GradientTarget.None ? null : t.Destination("d", All(t), target == GradientTarget.Added);
        }

        Layout All(Trial t) => t.Images(s.Channels, s.Height, s.Width);
        Layout Net(Trial t) => t.Images(s.Channels / 2 * 2, s.Height, s.Width);
        Tensor X(Trial t) => t.Given(All(t));
        Tensor H(Trial t) => t.Given(Net(t));
    }
}
