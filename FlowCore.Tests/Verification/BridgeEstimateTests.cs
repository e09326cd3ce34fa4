using FlowCore.Random;
using FlowCore.Verification;
using Xunit;

namespace FlowCore.Tests.Verification;

/// <summary>Integrals of densities that are known.</summary>
public sealed class BridgeEstimateTests
{
    private const int Points = 4000;

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(3, 0.5, 1.2)]
    [InlineData(1e-6, 1, 0.5)]
    public void A_factor_is_found_within_its_standard_error(double factor, double mean, double deviation)
    {
        // p is the factor times N(0, 1); q is N(mean, deviation²).
        var random = new PhiloxSequence(new RandomKey(11, RandomStream.Weights, Step: 5));
        double[] ofModel = [.. Enumerable.Range(0, Points).Select(_ => LogRatio(random.NextNormal()))];
        double[] ofProposal = [.. Enumerable.Range(0, Points).Select(_ => LogRatio(mean + (deviation * random.NextNormal())))];
        var estimate = BridgeEstimate.Of(ofModel, ofProposal);
        Assert.InRange(estimate.StandardError, 0, 0.05);
        Assert.InRange(Math.Abs(estimate.LogIntegral - Math.Log(factor)), 0, (4 * estimate.StandardError) + 1e-9);
        Assert.InRange(estimate.Overlap, 0.3, 1 + 1e-9);

        double LogRatio(double x) =>
            Math.Log(factor) - (x * x / 2) + Math.Pow((x - mean) / deviation, 2) / 2 + Math.Log(deviation);
    }

    [Fact]
    public void Its_standard_error_is_what_estimates_differ_by()
    {
        var random = new PhiloxSequence(new RandomKey(12, RandomStream.Weights, Step: 5));
        var estimates = Enumerable.Range(0, 200).Select(_ => BridgeEstimate.Of(
            [.. Enumerable.Range(0, 200).Select(_ => LogRatio(random.NextNormal()))],
            [.. Enumerable.Range(0, 200).Select(_ => LogRatio(1 + random.NextNormal()))])).ToArray();
        var spread = Math.Sqrt(estimates.Average(estimate => estimate.LogIntegral * estimate.LogIntegral));
        Assert.InRange(spread / estimates.Average(estimate => estimate.StandardError), 0.85, 1.15);

        static double LogRatio(double x) => (-(x * x) + ((x - 1) * (x - 1))) / 2;
    }

    [Fact]
    public void A_normal_has_the_density_of_its_covariance()
    {
        // Points of two coordinates, the second half the first and something of its own.
        var random = new PhiloxSequence(new RandomKey(13, RandomStream.Weights, Step: 5));
        double[][] points = [.. Enumerable.Range(0, 20000).Select(_ =>
        {
            var first = random.NextNormal();
            return new[] { 3 + first, (0.5 * first) + (2 * random.NextNormal()) };
        })];
        var normal = NormalProposal.Fit(points)!;
        Assert.Equal(-Math.Log(2 * Math.PI) - Math.Log(2), normal.LogDensity([3, 0]), tolerance: 0.03);
        Assert.Equal(-Math.Log(2 * Math.PI) - Math.Log(2) - 0.5 - 0.5, normal.LogDensity([4, 2.5]), tolerance: 0.05);
        Assert.Null(NormalProposal.Fit([.. points.Select(point => new[] { point[0], point[0] })]));
    }
}
