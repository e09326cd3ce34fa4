using System.Globalization;
using FlowCore.Checkpoints;

namespace FlowCore.Coding;

/// <summary>The names inside a latent file, and how its strings are spelt.</summary>
internal static class LatentFormat
{
    /// <summary>What the file says it is.</summary>
    public const string Format = "flowcore-latents-1";

    public const string FormatKey = "format";
    public const string HashKey = "sha256";
    public const string ModelKey = "model";
    public const string WeightsKey = "weights";
    public const string SourceKey = "source";
    public const string ImageKey = "image";
    public const string BitsKey = "bits";
    public const string ArithmeticKey = "arithmetic";

    public const string Labels = "labels";
    public const string Names = "names";
    public const string Hashes = "images.sha256";
    public const string Positions = "corrections.positions";
    public const string Values = "corrections.values";

    /// <summary>Bytes of a hash of an image.</summary>
    public const int HashLength = 32;

    // As for a model's images.
    private const int MostDimensions = 1 << 28;

    /// <summary>The tensor of a level's latent.</summary>
    /// <param name="level">Counted from 0.</param>
    public static string Latent(int level) => FormattableString.Invariant($"latent.{level + 1}");

    /// <summary>What scripts call weights.</summary>
    public static string Text(ModelWeights weights) => weights == ModelWeights.Average ? "average" : "raw";

    /// <summary><c>3x32x32</c>.</summary>
    public static string Text(ImageShape shape) =>
        FormattableString.Invariant($"{shape.Channels}x{shape.Height}x{shape.Width}");

    /// <summary>The weights of a text, or null.</summary>
    public static ModelWeights? WeightsOf(string text) =>
        text switch { "average" => ModelWeights.Average, "raw" => ModelWeights.Raw, _ => null };

    /// <summary>The shape of a text, or null of what no image has.</summary>
    public static ImageShape? ShapeOf(string text)
    {
        var sides = text.Split('x');
        return sides.Length == 3 && Number(sides[0]) is { } c && Number(sides[1]) is { } h && Number(sides[2]) is { } w
            ? ShapeOf(c, h, w)
            : null;
    }

    /// <summary>The shape of extents, or null where no image has such.</summary>
    public static ImageShape? ShapeOf(int channels, int height, int width) =>
        channels >= 1 && height >= 1 && width >= 1 && (Int128)channels * height * width <= MostDimensions
            ? new ImageShape(channels, height, width)
            : null;

    /// <summary>The bits of a text, 1 to 8, or null.</summary>
    public static int? BitsOf(string text) => Number(text) is { } bits and >= 1 and <= 8 ? bits : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
