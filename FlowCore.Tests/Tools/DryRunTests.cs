using System.Text.Json;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>What a dry run says a run takes is what it takes.</summary>
public sealed class DryRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_plan_counts_memory_by_its_parts_and_extrapolates_time_from_steps_it_timed()
    {
        var call = Plan("--max-steps", "1000");
        var (plan, memory) = (call.Json(), call.Json().GetProperty("memory"));
        var parameters = 4 * plan.GetProperty("parameters").GetInt64();
        var kept = memory.GetProperty("activations").EnumerateObject().Sum(level => level.Value.GetInt64());
        // Two moments and the average.
        Assert.Equal((parameters, parameters, 3 * parameters), (Bytes("parameters"), Bytes("gradients"), Bytes("optimizer")));
        Assert.Equal((5 * parameters) + kept, Bytes("expected"));
        Assert.Equal(["level1", "level2"], memory.GetProperty("activations").EnumerateObject()
            .Where(level => level.Value.GetInt64() > 0).Select(level => level.Name));

        // The couplings' nets are most of it where they are wide, and not all.
        Assert.InRange(Bytes("measured") / (double)Bytes("expected"), 0.9, 2.5);

        Assert.Equal(6, plan.GetProperty("timedSteps").GetInt32());
        Assert.InRange(plan.GetProperty("seconds").GetDouble(), 0.9 * plan.GetProperty("msPerStep").GetDouble(), (1.1 * plan.GetProperty("msPerStep").GetDouble()) + 0.1);
        Assert.Matches(@"\nmemory    [\d.]+ MiB expected: parameters ", call.Output);
        Assert.Matches(@"\ntime      [\d.]+ ms a step, so [\d.]+ (s|min|h) for 1,000 steps\n", call.Output);

        long Bytes(string name) => memory.GetProperty(name).GetInt64();
    }

    [Fact]
    public void Recomputing_and_micro_batches_keep_less()
    {
        var (all, recomputed, micro) = (Kept(), Kept("--recompute"), Kept("--micro-batch", "8"));
        Assert.True(recomputed < all / 1.5, $"{recomputed} of {all}");
        Assert.InRange(micro, all / 5, all / 3);

        long Kept(params string[] options) => Plan(["--max-steps", "1", .. options]).Json().GetProperty("memory").GetProperty("activations")
            .EnumerateObject().Sum(level => level.Value.GetInt64());
    }

    [Fact]
    public void A_run_without_steps_times_none()
    {
        var plan = Plan("--max-steps", "0").Json();
        Assert.Equal((0, JsonValueKind.Null, JsonValueKind.Null), (
            plan.GetProperty("timedSteps").GetInt32(),
            plan.GetProperty("msPerStep").ValueKind,
            plan.GetProperty("memory").GetProperty("measured").ValueKind));
    }

    private FlowCall Plan(params string[] options)
    {
        var data = _folder.Write("images", IdxBytes.Grey(60, 16, 16));
        var call = FlowCall.Run(
            ["train", "--data", data, "--width", "32", "--batch-size", "32", "--dry-run", "--json", "--out", _folder.PathOf("run"), .. options]);
        Assert.True(call.Code == 0, call.Error);
        Assert.Equal(["images"], _folder.Names);
        return call;
    }
}
