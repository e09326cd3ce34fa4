using FlowCore.Tools.Benching;
using Xunit;

namespace FlowCore.Tests.Tools.Benching;

public sealed class PowerLawTests
{
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 3)]
    [InlineData(0, 7)]
    [InlineData(-0.5, 1)]
    public void The_exponent_of_an_exact_power_is_its_own(double exponent, double factor)
    {
        var points = ((double[])[16, 32, 100, 256]).Select(size => (size, factor * Math.Pow(size, exponent))).ToArray();
        Assert.Equal(exponent, PowerLaw.Exponent(points), 1e-12);
    }

    [Fact]
    public void Other_points_have_the_slope_of_least_squares()
    {
        // ln n = 0, 1, 2 and ln t = 0, 0, 3: the line through their middle that misses them least rises by 3/2.
        Assert.Equal(1.5, PowerLaw.Exponent([(1, 1), (Math.E, 1), (Math.E * Math.E, Math.Exp(3))]), 1e-12);
    }

    [Fact]
    public void One_size_has_no_slope()
    {
        Assert.Equal(double.NaN, PowerLaw.Exponent([]));
        Assert.Equal(double.NaN, PowerLaw.Exponent([(16, 2)]));
    }
}
