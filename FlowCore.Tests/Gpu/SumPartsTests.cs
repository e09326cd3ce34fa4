using FlowCore.Gpu.Launching;
using Xunit;

namespace FlowCore.Tests.Gpu;

public sealed class SumPartsTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(16, 8)]
    [InlineData(17, 16)]
    [InlineData(3072, 128)]
    [InlineData(1L << 18, 1024)]
    [InlineData(1L << 40, 1024)]
    public void Are_the_least_power_of_two_that_balances_the_phases(long terms, int parts) =>
        Assert.Equal(parts, 1 << SumParts.BitsOf(terms));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(1L << 40, 16384)]
    public void For_the_host_are_no_more_than_the_terms(long terms, int parts) => Assert.Equal(parts, SumParts.ForHost(terms));
}
