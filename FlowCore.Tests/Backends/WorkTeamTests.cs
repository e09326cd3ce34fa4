using FlowCore.Backends.Cpu.Working;
using Xunit;

namespace FlowCore.Tests.Backends;

public sealed class WorkTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_task_runs_once_and_is_done_when_the_call_returns(int threads)
    {
        using var team = new WorkTeam(threads);
        for (var round = 0; round < 3000; round++)
        {
            var counts = new int[(round % 37) + 1];
            var workers = 0;
            team.For(counts.Length, (task, worker) =>
            {
                Interlocked.Increment(ref counts[task]);
                Interlocked.Or(ref workers, worker < threads ? 1 : 2);
            });
            Assert.All(counts, count => Assert.Equal(1, count));
            Assert.Equal(1, workers);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Ranges_and_items_cover_all_once(int threads)
    {
        using var team = new WorkTeam(threads);
        foreach (var (items, grain) in ((int, int)[])[(0, 4), (1, 4), (4, 4), (5, 4), (1000, 7), (3, 100)])
        {
            var (ranges, each) = (new int[items], new int[items]);
            team.ForRange(items, grain, (start, end, _) =>
            {
                for (var i = start; i < end; i++)
                {
                    Interlocked.Increment(ref ranges[i]);
                }
            });
            team.ForEach(items, grain, new EachItem(item => Interlocked.Increment(ref each[item])));
            Assert.All(ranges.Concat(each), count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_failure_reaches_the_caller_and_the_team_works_on()
    {
        using var team = new WorkTeam(threads: 3);
        for (var round = 0; round < 200; round++)
        {
            var done = 0;
            var failure = Assert.Throws<InvalidOperationException>(() => team.For(20, (task, _) =>
            {
                Interlocked.Increment(ref done);
                if (task == 7)
                {
                    throw new InvalidOperationException("task 7");
                }
            }));
            Assert.Equal("task 7", failure.Message);
            Assert.Equal(20, done);
            var sum = 0;
            team.For(20, (task, _) => Interlocked.Add(ref sum, task));
            Assert.Equal(190, sum);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_task_that_hands_out_tasks_is_refused_and_not_waited_for(int threads)
    {
        using var team = new WorkTeam(threads);
        var failure = Assert.Throws<InvalidOperationException>(() => team.For(6, (_, _) => team.For(2, (_, _) => { })));
        Assert.Contains("from inside", failure.Message, StringComparison.Ordinal);
        var sum = 0;
        team.For(6, (task, _) => Interlocked.Add(ref sum, task));
        Assert.Equal(15, sum);
    }

    [Fact]
    public void Callers_on_two_threads_take_turns()
    {
        using var team = new WorkTeam(threads: 2);
        var callers = Enumerable.Range(0, 2).Select(caller => new Thread(() =>
        {
            for (var round = 0; round < 2000; round++)
            {
                var sum = 0;
                team.For(8, new Adding(() => Interlocked.Add(ref sum, caller + 1)));
                Assert.Equal(8 * (caller + 1), sum);
            }
        })).ToArray();
        foreach (var caller in callers)
        {
            caller.Start();
        }

        foreach (var caller in callers)
        {
            caller.Join();
        }
    }

    private readonly struct Adding(Action add) : ITeamWork
    {
        public void Run(int task, int worker) => add();
    }
}
