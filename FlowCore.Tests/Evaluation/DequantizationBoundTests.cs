using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Evaluation;

/// <summary>Both bounds of ln P(v), where P(v), the integral of the density over a pixel's bin, is known.</summary>
public sealed class DequantizationBoundTests : IDisposable
{
    private const int Images = 400;

    private readonly ReferenceBackend _backend = new();

    public void Dispose() => _backend.Dispose();

    // Of a standard normal over [2, 3], the bin of 130: ln(Φ(3) − Φ(2)), and the mean of −½(z² + ln 2π), where z² has the mean 19/3.
    [Theory]
    [InlineData(130, -3.8443534, -4.0856052)]
    [InlineData(129, -1.9957984, -2.0856052)]
    [InlineData(125, -3.8443534, -4.0856052)]
    public void The_average_is_the_mean_of_the_logarithm_and_the_other_tends_to_the_bins_probability(
        byte pixel, double logProbability, double meanLogarithm)
    {
        using var model = KnownDensity.Normal(_backend);
        EvaluationResult Score(int draws, int boundDraws) => Evaluator.Evaluate(
            model, Pixels(pixel), new EvaluationOptions { Seed = 3, Draws = draws, BoundDraws = boundDraws, BatchSize = Images });

        var average = Score(draws: 256, boundDraws: 1);
        Expect.Close(meanLogarithm, average.LogDensity, 5e-3, "average of 256 draws");
        var before = double.NegativeInfinity;
        foreach (var draws in (int[])[1, 8, 256])
        {
            // Jensen: each mean is below the next in expectation, and all are below ln P(v).
            var result = Score(draws: 1, draws);
            var bound = -result.Bound!.Value * Math.Log(2);
            var error = result.BoundStandardError!.Value * Math.Log(2);
            Assert.True(bound > before, $"{draws} draws: {bound}, fewer: {before}");
            Assert.True(bound < logProbability + (4 * error), $"{draws} draws: {bound} ± {error}, ln P {logProbability}");
            before = bound;
        }

        Expect.Close(logProbability, before, 5e-3, "bound of 256 draws");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(1)]
    public void Where_the_density_is_constant_in_a_bin_both_are_the_bins_probability_for_any_number_of_draws(int bits)
    {
        using var model = KnownDensity.Uniform(_backend, bits);
        foreach (var (draws, boundDraws) in ((int, int)[])[(1, 1), (3, 1), (1, 7), (5, 64)])
        {
            var options = new EvaluationOptions { Seed = 8, Draws = draws, BoundDraws = boundDraws };
            var result = Evaluator.Evaluate(model, Pixels((byte)((1 << bits) - 1)), options);
            Expect.Close(bits, result.BitsPerDimension, 1e-9, $"average of {draws}");
            Expect.Close(bits, result.Bound!.Value, 1e-9, $"bound of {boundDraws}");
        }
    }

    [Fact]
    public void Of_the_same_draws_the_bound_is_never_below_the_average_and_of_one_it_is_the_average()
    {
        using var model = KnownDensity.Normal(_backend);
        var images = TestImages.Of(new ImageShape(1, 1, 1), 256, (n, _, _, _) => n);
        var scores = new List<ImageScore>();
        foreach (var draws in (int[])[2, 9])
        {
            Evaluator.Evaluate(model, images, new EvaluationOptions { Draws = draws, BoundDraws = draws, Scored = scores.Add });
        }

        Assert.Equal(512, scores.Count);
        Assert.All(scores, score => Assert.True(
            score.BoundBitsPerDimension < score.BitsPerDimension, $"{score.Name}: {score.BoundBitsPerDimension}, {score.BitsPerDimension}"));
        scores.Clear();
        Evaluator.Evaluate(model, images, new EvaluationOptions { BoundDraws = 1, Scored = scores.Add });
        Assert.All(scores, score => Assert.Equal(score.BitsPerDimension, score.BoundBitsPerDimension));
    }

    [Fact]
    public void A_mean_of_exponentials_overflows_nowhere_and_hides_nothing()
    {
        Assert.Equal(-5e4 - Math.Log(2), Of(-5e4, -1e9), 1e-9);
        Assert.Equal(1000 + Math.Log((1 + Math.Exp(-1) + Math.Exp(-2)) / 3), Of(998, 1000, 999), 1e-12);
        Assert.Equal(double.NegativeInfinity, Of(double.NegativeInfinity, double.NegativeInfinity));
        Assert.Equal(-Math.Log(2), Of(double.NegativeInfinity, 0), 1e-15);
        Assert.Equal(-Math.Log(2), Of(0, double.NegativeInfinity), 1e-15);
        Assert.Equal(double.PositiveInfinity, Of(0, double.PositiveInfinity, 1));
        foreach (var numbers in (double[][])[[double.NaN], [double.NaN, 1], [1, double.NaN], [1, double.NaN, 2]])
        {
            Assert.Equal(double.NaN, Of(numbers));
        }

        static double Of(params double[] numbers)
        {
            var mean = new LogMeanExp();
            foreach (var number in numbers)
            {
                mean.Add(number);
            }

            return mean.Value;
        }
    }

    private static InMemoryImageSet Pixels(byte value) => TestImages.Of(new ImageShape(1, 1, 1), Images, (_, _, _, _) => value);
}
