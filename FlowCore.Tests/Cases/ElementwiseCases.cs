using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tests.Cases;

internal static class ElementwiseCases
{
    private static readonly double[] Specials =
        [double.NaN, -1, 2, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, 1e-40, -1e-40, 88, -104, 1e30, -1e30];

    public static IEnumerable<BackendCase> Rows() =>
        [.. Adds(), .. Activations<Identity>(Tolerance.Exact), .. Activations<Relu>(Tolerance.Exact),
            .. Activations<BoundedLogScale>(Tolerance.Pointwise), .. Activations<Elu>(Tolerance.Pointwise),
            .. Activations<EluSlope>(Tolerance.Pointwise), .. Activations<Exponential>(Tolerance.Pointwise)];

    private static IEnumerable<BackendCase> Adds()
    {
        // A large one, so that more than one thread has work.
        foreach (var count in (int[])[.. Lengths.All, 100_003])
        {
            yield return new($"Add: {count}", 1, Tolerance.Pointwise, t =>
                t.Backend.Add(t.Given(new Shape(count)), t.Changes("y", new Shape(count))));
            yield return new($"Add: {count}, scaled", 1, Tolerance.Pointwise, t =>
                t.Backend.Add(t.Given(new Shape(count)), t.Changes("y", new Shape(count)), -0.375));
        }

        yield return new("Add: images, N=33", 33, Tolerance.Pointwise, t =>
            t.Backend.Add(t.Given(t.Images(3, 5, 7)), t.Changes("y", t.Images(3, 5, 7))));
        yield return new("Add: images, scaled, N=33", 33, Tolerance.Pointwise, t =>
            t.Backend.Add(t.Given(t.Images(3, 5, 7)), t.Changes("y", t.Images(3, 5, 7)), 1.0 / 3));
    }

    private static IEnumerable<BackendCase> Activations<TActivation>(Tolerance tolerance)
        where TActivation : struct, IActivation
    {
        var name = TActivation.Name;

        // A slope is a factor: one rounding even where the function itself is exact.
        foreach (var count in (int[])[.. Lengths.All, 100_003])
        {
            var shape = new Shape(count);
            yield return new($"ActivateGradient: {name}, {count}", 1, Tolerance.Pointwise, t =>
                t.Backend.ActivateGradient<TActivation>(t.Given(shape), t.Given(shape), t.Result("dx", shape)));
        }

        // By a convolution that changes nothing.
        var specials = new Shape(1, 1, 1, Specials.Length);
        yield return new($"Convolve: {name}, special values", 1, tolerance, t =>
            t.Backend.Convolve<TActivation>(t.Given(specials, Specials), t.Given(new Shape(1, 1, 1, 1), [1]), null, t.Result("y", specials)));
        yield return new($"ActivateGradient: {name}, in place, N=33", 33, Tolerance.Pointwise, t =>
        {
            var dx = t.Changes("dx", t.Images(2, 3, 5));
            t.Backend.ActivateGradient<TActivation>(t.Given(t.Images(2, 3, 5)), dx, dx);
        });
    }
}
