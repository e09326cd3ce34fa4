namespace FlowCore.Tests.Cases;

internal static class CausalCases
{
    /// <summary>Groups, outputs and inputs a group, and the kernel: one of each, a single pixel, wide and tall kernels, and more than a vector.</summary>
    public static IReadOnlyList<CausalCase> All { get; } =
    [
        new(1, 1, 1, 1, 1), new(3, 1, 1, 1, 1), new(1, 2, 3, 3, 3), new(2, 1, 2, 3, 3), new(3, 2, 1, 3, 3), new(4, 3, 3, 3, 3),
        new(3, 2, 2, 1, 5), new(2, 2, 1, 5, 1), new(5, 4, 4, 5, 3),
    ];

    /// <summary>Both orders of each, with free weights and without.</summary>
    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var s in All)
        {
            foreach (var mirrored in (bool[])[false, true])
            {
                foreach (var isFree in (bool[])[true, false])
                {
                    var name = $"{s}{(mirrored ? ", mirrored" : "")}{(isFree ? "" : ", diagonal")}";
                    yield return new($"AssembleCausal: {name}", 1, Tolerance.Pointwise, t => t.Backend.AssembleCausal(
                        isFree ? t.Given(s.Free) : null, t.Given(s.LogDiagonal), s.Groups, mirrored, t.Result("w", s.Kernel)));
                    yield return new($"AssembleCausalGradient: {name}", 1, Tolerance.Pointwise, t => t.Backend.AssembleCausalGradient(
                        t.Given(s.Kernel), t.Given(s.Kernel), s.Groups, mirrored, isFree ? t.Changes("dfree", s.Free) : null,
                        t.Changes("dlogDiagonal", s.LogDiagonal)));
                }
            }
        }
    }
}
