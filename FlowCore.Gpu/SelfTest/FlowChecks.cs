using FlowCore.Backends.Cpu;

namespace FlowCore.Gpu.SelfTest;

/// <summary>A small flow on the device, against the SIMD CPU backend and against itself.</summary>
internal static class FlowChecks
{
    // Two orders of the same float sums through two levels and back; a wrong operation is off by far more.
    private const double Tolerance = 1e-4;

    /// <summary>The checks.</summary>
    public static IReadOnlyList<SelfCheck> All { get; } =
    [
        new("log-density of a small flow", backend => Compare(backend, flow => flow.LogDensity)),
        new("latents of a small flow", backend => Compare(backend, flow => flow.Latents)),
        new("inverse of a small flow", backend => Compare(backend, flow => flow.Pixels)),
        new("gradient of a small flow", backend => Compare(backend, flow => flow.Gradient)),
        new("two runs of a small flow", SameBits),
    ];

    private static (bool Passed, string Detail) Compare(GpuBackend backend, Func<SmallFlow, double[]> part)
    {
        using var cpu = new CpuBackend(threads: 1);
        var (expected, got) = (part(SmallFlow.Run(cpu)), part(SmallFlow.Run(backend)));
        var distance = Math.Sqrt(expected.Zip(got, (a, b) => (a - b) * (a - b)).Sum() / expected.Sum(a => a * a));
        return (distance <= Tolerance, FormattableString.Invariant(
            $"{expected.Length} numbers, {distance:0.0e+00} from the CPU's (at most {Tolerance:0e+00})"));
    }

    private static (bool Passed, string Detail) SameBits(GpuBackend backend)
    {
        var (first, second) = (SmallFlow.Run(backend), SmallFlow.Run(backend));
        var pairs = first.LogDensity.Concat(first.Pixels).Concat(first.Gradient)
            .Zip(second.LogDensity.Concat(second.Pixels).Concat(second.Gradient)).ToArray();
        var differing = pairs.Count(pair => !pair.First.Equals(pair.Second));
        return (differing == 0, FormattableString.Invariant($"{differing} of {pairs.Length} numbers differ"));
    }
}
