using FlowCore.Backends.Cpu;
using FlowCore.Tools.Benching;
using Xunit;

namespace FlowCore.Tests.Tools.Benching;

public sealed class TimingTests
{
    [Theory]
    [InlineData(5, 5, 5, new double[] { 5 })]
    [InlineData(2, 3, 4, new double[] { 5, 1, 4, 2, 3 })]
    [InlineData(1.75, 2.5, 3.25, new double[] { 4, 3, 2, 1 })]
    public void Quartiles_lie_between_times_by_their_distance(double lower, double median, double upper, double[] milliseconds) =>
        Assert.Equal(new Timing(milliseconds.Length, lower, median, upper), Timing.Of(milliseconds));

    [Fact]
    public void No_times_have_no_median() => Assert.Equal(double.NaN, Timing.Of([]).Median);

    [Fact]
    public void Work_is_warmed_up_prepared_each_time_and_timed_as_often_as_asked()
    {
        var (prepared, run) = (0, 0);
        using var backend = new CpuBackend(threads: 1);
        var measured = new BenchClock(backend, runs: 7).Measure(
            () =>
            {
                run++;
                Assert.Equal(run, prepared);
            },
            () => prepared++);

        // Three times to warm up or more: short work until it has had time to be compiled again.
        Assert.True(run >= 10, $"ran {run} times");
        Assert.Equal(7, measured.Time.Runs);
        Assert.Null(measured.Launches);
    }

    [Fact]
    public void What_is_to_be_compared_runs_in_turn()
    {
        using var backend = new CpuBackend(threads: 1);
        var order = new List<char>();
        var measured = new BenchClock(backend, runs: 3).MeasureInTurn(Work('a'), Work('b'));
        Assert.Matches("^a{3,}b{3,}ababab$", string.Concat(order));
        Assert.Equal([3, 3], measured.Select(each => each.Time.Runs));

        // Long enough not to be repeated within a run.
        Action Work(char name) => () =>
        {
            order.Add(name);
            Thread.Sleep(2);
        };
    }

    [Fact]
    public void What_has_taken_its_time_has_three_runs_of_each_and_no_more()
    {
        using var backend = new CpuBackend(threads: 1);
        var calls = 0;
        var measured = new BenchClock(backend, runs: 50, longest: TimeSpan.Zero).MeasureInTurn(() => calls++, () => calls += 1000);
        Assert.All(measured, each => Assert.Equal(3, each.Time.Runs));
        Assert.True(calls > 3000, $"{calls}");
    }

    [Fact]
    public void Groups_are_measured_round_after_round_each_warm_before_it_is_timed()
    {
        using var backend = new CpuBackend(threads: 1);
        var order = new List<char>();
        var measured = new BenchClock(backend, runs: 6).MeasureInRounds([[Work('a'), Work('b')], [Work('c')]]);
        Assert.Matches("^a{3,}b{3,}c{3,}(abab|ababab)(cc|ccc)(abab|ababab)(cc|ccc)(abab|ababab)(cc|ccc)(abab|ababab)(cc|ccc)$", string.Concat(order));
        Assert.Equal([[6, 6], [6]], measured.Select(group => group.Select(each => each.Time.Runs)));

        Action Work(char name) => () =>
        {
            order.Add(name);
            Thread.Sleep(2);
        };
    }

    [Fact]
    public void A_stop_ends_a_measurement_between_two_runs()
    {
        using var backend = new CpuBackend(threads: 1);
        using var stop = new CancellationTokenSource();
        var run = 0;
        void Work()
        {
            if (++run == 5)
            {
                stop.Cancel();
            }

            Thread.Sleep(2);
        }

        Assert.Throws<OperationCanceledException>(() => new BenchClock(backend, runs: 20, stop: stop.Token).Measure(Work));
        Assert.Equal(5, run);
    }

    [Fact]
    public void A_run_of_short_work_repeats_it_and_shares_its_time()
    {
        using var backend = new CpuBackend(threads: 1);
        var run = 0;
        var measured = new BenchClock(backend, runs: 4).Measure(() => run++);
        Assert.True(run > 4 * 100, $"{run} times");
        Assert.True(measured.Time.Upper < 1, FormattableString.Invariant($"{measured.Time.Upper} ms"));
    }
}
