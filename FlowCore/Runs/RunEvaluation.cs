using FlowCore.Evaluation;

namespace FlowCore.Runs;

/// <summary>What a run measures of its model now and then, of images that it does not train on where there are any.</summary>
/// <param name="Step">The step that the model has behind it.</param>
/// <param name="ValidBitsPerDimension">The mean over the validation images; null without such images.</param>
/// <param name="RoundTripBytes">Bytes that were encoded and decoded.</param>
/// <param name="DifferingBytes">Those of them that did not come back.</param>
public sealed record RunEvaluation(int Step, double? ValidBitsPerDimension, long RoundTripBytes, long DifferingBytes)
{
    /// <summary>The mean over the validation images with the average of the weights; null without either.</summary>
    public double? EmaValidBitsPerDimension { get; init; }

    /// <summary>Of the images that were encoded and decoded, how each level's latent is distributed; none without such images.</summary>
    public IReadOnlyList<LatentMoments> Latents { get; init; } = [];
}
