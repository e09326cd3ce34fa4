using System.Collections.Concurrent;
using FlowCore.Backends;
using FlowCore.Outside;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>
/// What every backend is held to: each row of <see cref="BackendCases"/> against the double reference, in memory of its own
/// and inside larger tensors, and each row of <see cref="BijectorCases"/>. A backend joins with one class that creates it.
/// </summary>
public abstract class BackendConformance : BijectorConformance
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<Outcome>> References = new();

    // What is one number for the whole batch, or comes to the host without a place for its sample.
    private static readonly string[] NotPerSample =
        ["ConvolveWeightGradient", "MaskedConvolveWeightGradient", "SumChannels", "Moments", "BroadcastSumGradient", "DecodePixels"];

    // Where only the gradient of the input belongs to samples, and that may not be wanted.
    private static readonly string[] OnlyInputPerSample = ["Affine", "CouplingNetGradient"];

    /// <summary>Every row.</summary>
    public static TheoryData<string> Rows { get; } = new(BackendCases.All.Keys);

    /// <summary>The rows of nets that keep their hidden activations.</summary>
    public static TheoryData<string> NetRows { get; } = new(BackendCases.All.Keys.Where(name => name.Contains(", kept", StringComparison.Ordinal)));

    /// <summary>The rows of 33 samples whose results belong to one sample each.</summary>
    public static TheoryData<string> BatchRows { get; } = new(BackendCases.All.Values
        .Where(row => row.Samples == 33 && !NotPerSample.Contains(row.Member)
            && !(OnlyInputPerSample.Any(row.Member.StartsWith) && row.Name.EndsWith(nameof(GradientTarget.None), StringComparison.Ordinal)))
        .Select(row => row.Name));

    [BackendTheory]
    [MemberData(nameof(Rows))]
    public void Agrees_with_the_reference(string name) => Judge(Backend, name, Placement.Own);

    [BackendTheory]
    [MemberData(nameof(Rows))]
    public void Agrees_inside_larger_tensors_and_leaves_their_neighbours_alone(string name) => Judge(Backend, name, Placement.View);

    [BackendTheory]
    [MemberData(nameof(BatchRows))]
    public void A_sample_does_not_depend_on_its_batch(string name) => JudgeSamples(Backend, name);

    [BackendTheory]
    [MemberData(nameof(Rows))]
    public void A_second_run_gives_the_same_bits(string name)
    {
        var row = BackendCases.All[name];
        SameBits(row, Trial.Run(Backend, row), Trial.Run(Backend, row));
    }

    [BackendTheory]
    [MemberData(nameof(NetRows))]
    public void A_net_that_keeps_nothing_gives_the_same_bits(string name)
    {
        var row = BackendCases.All[name];
        var again = row with { Run = BackendCases.All[name.Replace(", kept", ", not kept", StringComparison.Ordinal)].Run };
        SameBits(row, Trial.Run(Backend, row), Trial.Run(Backend, again));
    }

    /// <summary>Holds a row against the reference.</summary>
    internal static void Judge(IBackend backend, string name, Placement placement)
    {
        var row = BackendCases.All[name];
        var expected = References.GetOrAdd(name, _ => Reference(row));
        var actual = Trial.Run(backend, row, placement);
        foreach (var (right, result) in Outcome.Pairs(expected, actual))
        {
            Expect.Close(
                right.Numbers, result.Numbers, row.Tolerance.Relative, $"{name}: {right.Name} ({row.Tolerance.Reason})", row.Seed);
        }
    }

    /// <summary>Holds some samples of a row's batch against the same samples alone.</summary>
    internal static void JudgeSamples(IBackend backend, string name)
    {
        var row = BackendCases.All[name];
        var batch = Trial.Run(backend, row).Where(outcome => outcome.Layout.PerSample).ToArray();
        foreach (var sample in (int[])[0, 16, 32])
        {
            var alone = Trial.Run(backend, row, Placement.Own, sample).Where(outcome => outcome.Layout.PerSample).ToArray();
            foreach (var (all, one) in Outcome.Pairs(batch, alone))
            {
                var label = $"{name}: {all.Name} of sample {sample} alone";
                if (row.Tolerance.Alone == 0)
                {
                    Expect.Same(all.OfSample(sample), one.Numbers, label, row.Seed);
                }
                else
                {
                    Expect.Close(all.OfSample(sample), one.Numbers, row.Tolerance.Alone, label, row.Seed);
                }
            }
        }
    }

    /// <summary>The results of two runs are the same, bit for bit.</summary>
    private protected static void SameBits(BackendCase row, IReadOnlyList<Outcome> first, IReadOnlyList<Outcome> second)
    {
        foreach (var (one, other) in Outcome.Pairs(first, second))
        {
            Expect.Same(one.Numbers, other.Numbers, $"{row.Name}: {one.Name}", row.Seed);
        }
    }

    private static IReadOnlyList<Outcome> Reference(BackendCase row)
    {
        using var reference = new ReferenceBackend();
        return Trial.Run(reference, row);
    }
}
