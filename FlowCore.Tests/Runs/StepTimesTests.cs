using FlowCore.Runs;
using Xunit;

namespace FlowCore.Tests.Runs;

public sealed class StepTimesTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(7, 7)]
    [InlineData(3, 90, 3)]
    [InlineData(3.5, 90, 80, 3, 4)]
    [InlineData(4, 90, 80, 5, 3, 4)]
    public void The_first_half_of_a_short_run_is_warm_up(double median, params int[] milliseconds) =>
        Assert.Equal(median, Of(milliseconds.Select(ms => (double)ms)).Median());

    [Fact]
    public void The_first_twenty_steps_of_a_long_run_are_warm_up() =>
        Assert.Equal(5, Of(Enumerable.Repeat(100.0, 20).Concat(Enumerable.Repeat(5.0, 21))).Median());

    private static StepTimes Of(IEnumerable<double> milliseconds)
    {
        var times = new StepTimes();
        foreach (var time in milliseconds)
        {
            times.Add(time, time / 4);
        }

        return times;
    }
}
