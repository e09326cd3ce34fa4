using FlowCore.Evaluation;

namespace FlowCore.Runs;

/// <summary>What a run measures of its model now and then, of images that it does not train on where there are any.</summary>
/// <param name="Step">The step that the model has behind it.</param>
/// <param name="ValidBitsPerDimension">The mean over the validation images; null without such images.</param>
/// <param name="AverageBitsPerDimension">The same of the averaged weights; null without such images or where no average is kept.</param>
/// <param name="RoundTripBytes">Bytes that were encoded and decoded.</param>
/// <param name="DifferingBytes">Those of them that did not come back.</param>
public sealed record RunEvaluation(
    int Step, double? ValidBitsPerDimension, double? AverageBitsPerDimension, long RoundTripBytes, long DifferingBytes)
{
    /// <summary>Of the images that were encoded and decoded, how each level's latent is distributed; none without such images.</summary>
    public IReadOnlyList<LatentMoments> Latents { get; init; } = [];
}
