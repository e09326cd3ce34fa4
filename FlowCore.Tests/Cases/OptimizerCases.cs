using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tests.Cases;

internal static class OptimizerCases
{
    private static readonly (string Name, AdamStep Step)[] Steps =
    [
        ("first step", new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, 1, 1)),
        ("decay", new AdamStep(0.1, 0.9, 0.999, 1e-8, 0.1, 1, 20)),
        ("clipped", new AdamStep(0.05, 0.8, 0.99, 1e-3, 0.01, 0.25, 1000)),
        ("step 2,000,000", new AdamStep(0.5, 0.9, 0.999, 1e-8, 0, 1, 2_000_000)),
    ];

    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var count in (int[])[.. Lengths.All, 100_003])
        {
            yield return new($"SumOfSquares: {count}", 1, Tolerance.DoubleSum, t =>
                t.Report("sum", t.Backend.SumOfSquares(t.Given(new Shape(count), 100))));
        }

        foreach (var (name, step) in Steps)
        {
            foreach (var count in (int[])[1, 15, 16, 17, 1025])
            {
                yield return new($"Adam: {name}, {count}", 1, Tolerance.Pointwise, t =>
                {
                    var shape = new Shape(count);
                    t.Backend.Adam(
                        t.Changes("p", shape), t.Given(shape), t.Changes("m", shape), t.Changes("v", shape, positive: true), step);
                });
                yield return new($"Adamax: {name}, {count}", 1, Tolerance.Pointwise, t =>
                {
                    var shape = new Shape(count);
                    t.Backend.Adamax(
                        t.Changes("p", shape), t.Given(shape), t.Changes("m", shape), t.Changes("u", shape, positive: true), step);
                });
            }
        }

        foreach (var weight in (double[])[1, 0.1, 1e-4, 0])
        {
            foreach (var count in (int[])[1, 15, 16, 17, 1025])
            {
                yield return new(FormattableString.Invariant($"Lerp: {weight}, {count}"), 1, Tolerance.Pointwise, t =>
                {
                    var shape = new Shape(count);
                    t.Backend.Lerp(t.Given(shape), weight, t.Changes("y", shape));
                });
            }
        }
    }
}
