using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Tensors;
using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

internal static class CouplingCases
{
    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var (c, h, w, n) in ((int, int, int, int)[])
            [(1, 1, 1, 1), (1, 1, 9, 2), (2, 7, 7, 3), (3, 4, 8, 17), (7, 2, 3, 16), (6, 5, 5, 33), (1, 3, 3, 33), (4, 1, 14, 33), (2, 14, 14, 100)])
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
        var tolerance = Tolerance.Sum(s.Dimensions);
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
        foreach (var target in Enum.GetValues<GradientTarget>())
        {
            yield return Gradient($"CoupleForwardGradient: {name}, {target}", target, (b, r, h, dr, dl, to, add, dh) =>
                b.CoupleForwardGradient<TLogScale>(r, h, dr, dl, to, add, dh));
            yield return Gradient($"CoupleInverseGradient: {name}, {target}", target, (b, r, h, dr, dl, to, add, dh) =>
                b.CoupleInverseGradient<TLogScale>(r, h, dr, dl, to, add, dh));
        }

        BackendCase Gradient(
            string label, GradientTarget target,
            Action<IBackend, Tensor, Tensor, Tensor, Tensor, Tensor?, bool, Tensor> gradient) =>
            new(label, n, Tolerance.Pointwise, t =>
            {
                var from = target == GradientTarget.InPlace ? t.Changes("d", All(t)) : X(t);
                var to = target switch
                {
                    GradientTarget.None => null,
                    GradientTarget.InPlace => from,
                    _ => t.Destination("d", All(t), target == GradientTarget.Added),
                };
                gradient(
                    t.Backend, X(t), H(t), from, t.Given(t.Rows), to, target == GradientTarget.Added, t.Result("dh", Net(t)));
            });

        Layout All(Trial t) => t.Images(s.Channels, s.Height, s.Width);
        Layout Net(Trial t) => t.Images(2 * s.Channels, s.Height, s.Width);
        Tensor X(Trial t) => t.Given(All(t));
        Tensor H(Trial t) => t.Given(Net(t));
    }
}
