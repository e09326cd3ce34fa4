using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>
/// The operations that the SIMD backend has for each width of vectors, on those that <see cref="CpuBackendConformance"/> does
/// not run on. The bits of products and nets differ between widths: sums over pixels go lane by lane. Those of solves do not.
/// </summary>
public sealed class CpuWidthConformance
{
    private static readonly string[] Members =
    [
        nameof(IBackend.Convolve), nameof(IBackend.ConvolveInputGradient), nameof(IBackend.ConvolveWeightGradient),
        nameof(IBackend.MaskedConvolve), nameof(IBackend.MaskedConvolveInputGradient), nameof(IBackend.MaskedConvolveWeightGradient),
        nameof(IBackend.MaskedSolve), nameof(IBackend.MaskedSolveTransposed),
        nameof(IBackend.CouplingNet), nameof(IBackend.CouplingNetGradient),
    ];

    /// <summary>The rows of those operations, with each of the other widths.</summary>
    public static IEnumerable<object[]> Rows { get; } = With(BackendCases.All.Keys);

    /// <summary>Those of them whose results belong to one sample each.</summary>
    public static IEnumerable<object[]> BatchRows { get; } = With(BackendConformance.BatchRows.Cast<object[]>().Select(row => (string)row[0]));

    /// <summary>Those of solves, with each of the other widths.</summary>
    public static IEnumerable<object[]> SolveRows { get; } =
        Rows.Where(row => ((string)row[1]).StartsWith(nameof(IBackend.MaskedSolve), StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Agrees_with_the_reference(int bits, string name)
    {
        using var backend = VectorWidths.Backend(bits);
        BackendConformance.Judge(backend, name, Placement.Own);
        BackendConformance.Judge(backend, name, Placement.View);
    }

    [Theory]
    [MemberData(nameof(BatchRows))]
    public void A_sample_does_not_depend_on_its_batch(int bits, string name)
    {
        using var backend = VectorWidths.Backend(bits);
        BackendConformance.JudgeSamples(backend, name);
    }

    [Theory]
    [MemberData(nameof(SolveRows))]
    public void A_solve_has_the_bits_of_the_widest(int bits, string name)
    {
        var row = BackendCases.All[name];
        using var narrow = VectorWidths.Backend(bits);
        using var widest = VectorWidths.Backend(VectorWidths.All.Last());
        foreach (var (one, other) in Outcome.Pairs(Trial.Run(widest, row), Trial.Run(narrow, row)))
        {
            Expect.Same(one.Numbers, other.Numbers, $"{name}: {one.Name}", row.Seed);
        }
    }

    private static IEnumerable<object[]> With(IEnumerable<string> names) =>
    [
        .. from bits in VectorWidths.All.Where(bits => bits != VectorKernels.WidestBits)
           from name in names
           where Members.Contains(BackendCases.All[name].Member)
           select new object[] { bits, name },
    ];

    /// <summary>Layers and examples on 128-bit vectors.</summary>
    public sealed class Layers128 : BijectorConformance
    {
        protected override IBackend Create() => VectorWidths.Backend(128);
    }

    /// <summary>Layers and examples on 256-bit vectors, or on the widest of a machine that has none.</summary>
    public sealed class Layers256 : BijectorConformance
    {
        protected override IBackend Create() => VectorWidths.Backend(Math.Min(256, VectorWidths.All.Last()));
    }
}
