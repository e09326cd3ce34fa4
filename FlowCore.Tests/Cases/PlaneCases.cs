namespace FlowCore.Tests.Cases;

internal static class PlaneCases
{
    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var (c, h, w, n) in ((int, int, int, int)[])
            [(1, 1, 1, 1), (3, 1, 9, 2), (4, 7, 7, 3), (5, 4, 8, 17), (13, 2, 3, 16), (2, 5, 5, 33), (1, 33, 31, 1), (4, 14, 14, 100)])
        {
            var name = $"{c}×{h}×{w}, N={n}";
            yield return new($"BroadcastPlanes: {name}", n, Tolerance.Exact, t =>
                t.Backend.BroadcastPlanes(t.Given(t.Images(c, 1, 1)), t.Result("y", t.Images(c, h, w))));
            yield return new($"SumPlanes: {name}", n, Tolerance.Sum(h * w), t =>
                t.Backend.SumPlanes(t.Given(t.Images(c, h, w)), t.Changes("sums", t.Images(c, 1, 1))));
        }
    }
}
