using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Ops;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using FlowCore.Tools.Benching;
using Xunit;

namespace FlowCore.Tests.Tools.Benching;

public sealed class TimedBackendTests : IDisposable
{
    private readonly CpuBackend _backend = new(threads: 1);
    private readonly OperationTimes _times = new(() => { });
    private readonly IBackend _timed;

    public TimedBackendTests()
    {
        _timed = TimedBackend.Over(_backend, _times);
    }

    public static TheoryData<string> Members { get; } = new(typeof(IBackend).GetMethods()
        .Where(method => !method.IsSpecialName).Select(method => method.Name).Distinct());

    [Theory]
    [MemberData(nameof(Members))]
    public void A_member_is_called_with_its_arguments_and_gives_its_results(string member)
    {
        foreach (var row in BackendCases.All.Values.Where(row => row.Member == member))
        {
            foreach (var (plain, timed) in Trial.Run(_backend, row).Zip(Trial.Run(_timed, row)))
            {
                Expect.Same(plain.Numbers, timed.Numbers, $"{row.Name}: {plain.Name}", row.Seed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void A_call_is_booked_under_the_members_name(string member)
    {
        var rows = BackendCases.All.Values.Where(row => row.Member == member).ToArray();
        foreach (var row in rows)
        {
            Trial.Run(_timed, row);
        }

        var calls = _times.Spent.Where(spent => spent.Operation.Split(' ')[0] == member).Sum(spent => spent.Calls);
        Assert.InRange(calls, TimedBackend.Times(member) ? rows.Length : 0, TimedBackend.Times(member) ? long.MaxValue : 0);
        Assert.All(_times.Spent, spent => Assert.True(spent.Milliseconds > 0));
    }

    [Fact]
    public void The_clock_starts_before_a_call_and_stops_behind_it()
    {
        var finished = 0;
        var times = new OperationTimes(() => finished++);
        using var x = TestTensors.Filled(_backend, new Shape(3), 2);
        Assert.Equal(12, TimedBackend.Over(_backend, times).SumOfSquares(x));
        Assert.Equal(2, finished);
        Assert.Equal(("SumOfSquares", 1L), Assert.Single(times.Spent) switch { var spent => (spent.Operation, spent.Calls) });
    }

    [Fact]
    public void Convolutions_are_told_apart_by_their_kernels()
    {
        using var x = TestTensors.Filled(_backend, new Shape(3, 1, 2, 2), 1);
        using var y = TestTensors.Filled(_backend, new Shape(5, 1, 2, 2), 1);
        using var w = TestTensors.Filled(_backend, new Shape(5, 3, 1, 3), 1);
        _timed.Convolve<Identity>(x, w, null, y);
        _timed.ConvolveInputGradient(y, w, x, accumulate: false);
        _timed.ConvolveWeightGradient(x, y, w, scale: 1);
        Assert.Equal(
            ["Convolve 1×3 3→5", "ConvolveInputGradient 1×3 3→5", "ConvolveWeightGradient 1×3 3→5"],
            _times.Spent.Select(spent => spent.Operation).Order());
    }

    [Fact]
    public void It_is_the_other_backend_but_for_its_end()
    {
        using var x = TestTensors.Filled(_timed, new Shape(3), 2);
        Assert.Equal((_backend.Name, _backend.MemoryBytes), (_timed.Name, _timed.MemoryBytes));
        _timed.Dispose();
        Assert.Equal(12, _backend.SumOfSquares(x));
    }

    public void Dispose() => _backend.Dispose();
}
