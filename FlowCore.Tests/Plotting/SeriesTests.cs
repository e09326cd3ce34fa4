using FlowCore.Tools.Plotting;
using Xunit;

namespace FlowCore.Tests.Plotting;

public sealed class SeriesTests
{
    [Fact]
    public void Few_points_are_kept_as_they_are()
    {
        var series = new Series();
        Assert.True(series.IsEmpty);
        series.Add(1, 5);
        series.Add(3, 7);
        Assert.Equal([1.0, 3], series.X);
        Assert.Equal([5.0, 7], series.Y);
        Assert.False(series.IsEmpty);
    }

    [Fact]
    public void A_mean_is_of_both_sides_and_at_the_ends_of_what_there_is()
    {
        var series = new Series();
        foreach (var value in (double[])[1, 2, 6, 3, 8])
        {
            series.Add(series.X.Length, value);
        }

        Assert.Equal([1.0, 2, 6, 3, 8], series.Means(1));
        Assert.Equal([1.5, 3, 11.0 / 3, 17.0 / 3, 5.5], series.Means(3));
        Assert.Equal(Enumerable.Repeat(4.0, 5), series.Means(100));
        Assert.Empty(new Series().Means(3));
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(10_000)]
    [InlineData(1_000_001)]
    public void Many_become_means_of_neighbours_in_bounded_memory_and_none_is_lost(int count)
    {
        var series = new Series();
        for (var i = 1; i <= count; i++)
        {
            series.Add(i, 2 * i);
        }

        Assert.InRange(series.X.Length, 2048, 4096);
        Assert.Equal(series.X.Select(x => 2 * x), series.Y);
        Assert.Equal(series.X.Order(), series.X);

        // All means but the last are of as many points, so the last points are in it.
        var each = series.X[1] - series.X[0];
        Assert.InRange(series.X[^1], count - each, count);
        Assert.Equal((each + 1) / 2, series.X[0]);
    }
}
