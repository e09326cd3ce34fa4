using FlowCore.Imaging;

namespace FlowCore.Tools.Commands;

/// <summary>What became of pictures, as <c>config.json</c> records it in the words of the command line.</summary>
/// <param name="ImageSize">What they were resampled to, or null.</param>
/// <param name="Crop">The part that was used.</param>
/// <param name="Channels">The channels that were asked for, or null.</param>
/// <param name="Background">What lies behind transparent ones.</param>
internal sealed record PictureRecord(string? ImageSize, string Crop, int? Channels, string Background)
{
    /// <summary>The record of options, or null of none.</summary>
    public static PictureRecord? Of(PictureOptions? options) => options is null
        ? null
        : new PictureRecord(
            options.ImageSize?.ToString(), options.Crop.ToString(), options.Channels, options.Background.ToString());
}
