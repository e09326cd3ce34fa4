using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Tensors;
using Xunit;

namespace FlowCore.Tests.Evaluation;

public sealed class LatentMomentsTests
{
    [Fact]
    public void Each_level_has_the_mean_and_the_deviation_of_its_own_numbers()
    {
        var latents = new Latents(2, [new ImageShape(1, 1, 2), new ImageShape(1, 1, 1)], [[1, 2, 3, 6], [1e4f + 1, 1e4f - 1]]);
        var moments = LatentMoments.Of(latents);
        Assert.Equal(new LatentMoments(3, Math.Sqrt(3.5)), moments[0]);
        Assert.Equal(new LatentMoments(1e4, 1), moments[1]);
    }

    [Fact]
    public void A_latent_that_is_not_finite_has_moments_that_are_not()
    {
        var moments = LatentMoments.Of(new Latents(1, [new ImageShape(1, 1, 2)], [[1, float.NaN]]));
        Assert.Equal(new LatentMoments(double.NaN, double.NaN), moments[0]);
    }
}
