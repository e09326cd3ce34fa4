using FlowCore.Data;

namespace FlowCore.Models;

/// <summary>Images that came out of a model.</summary>
/// <param name="Images">The pixels.</param>
/// <param name="NonFinite">How many of the numbers behind them were NaN or infinite; those pixels are 0.</param>
/// <param name="NonFinitePlace">Where the first of them arose, such as <c>level1.step2.finc (inverse)</c>; null when there are none.</param>
public sealed record DecodedImages(ImageBatch Images, long NonFinite, string? NonFinitePlace = null)
{
    /// <summary>Which of the images have such numbers behind them, in order.</summary>
    public IReadOnlyList<int> NonFiniteImages { get; init; } = [];

    /// <summary>Bytes of the images that were encoded which did not come back.</summary>
    /// <param name="images">What was encoded.</param>
    public long DifferingBytes(ImageBatch images)
    {
        var differing = 0L;
        for (var i = 0; i < images.Pixels.Length; i++)
        {
            differing += images.Pixels[i] == Images.Pixels[i] ? 0 : 1;
        }

        return differing;
    }

    /// <summary>The refusal of images with numbers that are not finite, or null of others.</summary>
    /// <param name="what">What the line calls them.</param>
    public FlowException? Refusal(string what) => NonFinite == 0
        ? null
        : new FlowException(
            what,
            "finite numbers",
            FormattableString.Invariant(
                $"{NonFinite} that are not, in {NonFiniteImages.Count} of {Images.Count} images, the first in {NonFinitePlace}"),
            "Use an earlier checkpoint, or train again with a lower TrainingOptions.LearningRate.");
}
