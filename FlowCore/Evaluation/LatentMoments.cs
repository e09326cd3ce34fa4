using FlowCore.Models;

namespace FlowCore.Evaluation;

/// <summary>
/// The mean and the standard deviation of all numbers of a level's latent over some images: 0 and 1 where they are distributed as
/// a standard normal prior says. Not finite where a latent is not.
/// </summary>
/// <param name="Mean"><c>μ = Σ z / (N·C·H·W)</c>.</param>
/// <param name="Deviation"><c>√(Σ (z − μ)² / (N·C·H·W))</c>.</param>
public readonly record struct LatentMoments(double Mean, double Deviation)
{
    /// <summary>Those of each level, from pixels to the last latent.</summary>
    /// <param name="latents">The latents of one image or more.</param>
    public static IReadOnlyList<LatentMoments> Of(Latents latents) => [.. latents.Values.Select(Of)];

    private static LatentMoments Of(float[] values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        // In a second pass: the mean of the squares less the square of the mean would cancel.
        var (mean, squares) = (sum / values.Length, 0.0);
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return new LatentMoments(mean, Math.Sqrt(squares / values.Length));
    }
}
