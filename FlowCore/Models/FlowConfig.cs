using System.Text.Json.Serialization;

namespace FlowCore.Models;

/// <summary>Everything that decides a model's structure; a checkpoint carries it.</summary>
public sealed record FlowConfig
{
    // Four thousand pixels a side in colour and more.
    private const int MostDimensions = 1 << 28;

    /// <summary>The images it models, as they come in and go out.</summary>
    public required ImageShape Image { get; init; }

    /// <summary>
    /// What images are padded to inside the model, at the bottom and on the right with copies of their last row and column, or
    /// null for as they are. What a padded image costs, in bits, is a code for the image itself, from which the padding
    /// follows: bits per dimension are that over the <c>C·H·W</c> of <see cref="Image"/>. So padding is never for free, and they
    /// are at least what the model's density of the image alone would come to. What is decoded or drawn is cut back.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageShape? Padded { get; init; }

    /// <summary>Levels L: each halves height and width, and all but the last let half of their channels leave.</summary>
    public int Levels { get; init; } = 2;

    /// <summary>Steps K of a level: FInC unit, actnorm, 1×1, coupling.</summary>
    public int StepsPerLevel { get; init; } = 4;

    /// <summary>Hidden channels of a coupling's net.</summary>
    public int Width { get; init; } = 64;

    /// <summary>The masked convolutions are k×k.</summary>
    public int Kernel { get; init; } = 3;

    /// <summary>Bits of a pixel, 1 to 8.</summary>
    public int Bits { get; init; } = 8;

    /// <summary>How pixels become real numbers.</summary>
    public PixelScale Scale { get; init; } = PixelScale.Logit;

    /// <summary>The margin α of the log-odds.</summary>
    public double Alpha { get; init; } = 1e-6;

    /// <summary>Store the 1×1 convolutions' matrices whole instead of as PLU.</summary>
    public bool DenseConv1x1 { get; init; }

    /// <summary>Compute the coupling nets' hidden activations again in the backward pass instead of keeping them.</summary>
    public bool Recompute { get; init; }

    /// <summary><c>1×28×28</c>, or <c>1×25×25 padded to 1×32×32</c>.</summary>
    public string ImageText => Padded is { } padded ? $"{Image} padded to {padded}" : $"{Image}";

    /// <summary>What the first level takes: <see cref="Padded"/>, or <see cref="Image"/> where nothing is.</summary>
    internal ImageShape Inner => Padded ?? Image;

    /// <summary>The pixel map that <see cref="Scale"/>, <see cref="Bits"/> and <see cref="Alpha"/> describe.</summary>
    internal PixelCoding Coding => new(Scale, Bits, Alpha);

    /// <summary>The most levels that an image size allows: how often both sides can be halved.</summary>
    public static int MostLevels(ImageShape image)
    {
        var sides = image.Height | image.Width;
        return sides == 0 ? 0 : System.Numerics.BitOperations.TrailingZeroCount(sides);
    }

    /// <summary>Refuses what cannot be built, with the remedy.</summary>
    /// <exception cref="FlowException">A value is out of its range, or the levels do not fit the image.</exception>
    public void Validate()
    {
        Require("image", "1 channel and pixel or more", Image.Channels >= 1 && Image is { Height: >= 1, Width: >= 1 }, $"{Image}");
        Require(
            "--pad",
            $"{Image.Channels} channels and sides of at least {Image.Height}×{Image.Width}",
            Inner.Channels == Image.Channels && Inner.Height >= Image.Height && Inner.Width >= Image.Width,
            $"{Inner}");
        Require(
            "image", $"at most {MostDimensions} numbers", (Int128)Inner.Channels * Inner.Height * Inner.Width <= MostDimensions, $"{Inner}");
        Require("--levels", "1 or more", Levels >= 1, $"{Levels}");

        // Upper bounds far above any model that trains: a number with a slip of the hand, or in a damaged file, must not
        // fill the memory with layers first.
        Require("--steps-per-level", "1 to 4096", StepsPerLevel is >= 1 and <= 4096, $"{StepsPerLevel}");
        Require("--width", "1 to 65536", Width is >= 1 and <= 65536, $"{Width}");
        Require("--kernel", "1 to 1024", Kernel is >= 1 and <= 1024, $"{Kernel}");
        Require("--bits", "1 to 8", Bits is >= 1 and <= 8, $"{Bits}");

        // At 0 a draw of exactly 0 on a black pixel would be infinitely far out.
        Require(
            "alpha", "a number in (0, 0.5)", Scale == PixelScale.Linear || Alpha is > 0 and < 0.5, FormattableString.Invariant($"{Alpha}"));
        var most = MostLevels(Inner);
        if (Levels > most)
        {
            throw new FlowException(
                "--levels",
                most == 0 ? "an image with even sides for a level at all" : $"at most {most} for {Inner} images, whose sides each level halves",
                most == 0 ? $"{Inner}" : $"{Levels}",
                Remedy(most));
        }
    }

    private string Remedy(int most)
    {
        // The smallest sides that the levels can halve, where the command line takes them.
        const int MostSide = 1 << 14;
        var step = 1L << Math.Min(Levels, 30);
        var (height, width) = ((Inner.Height + step - 1) / step * step, (Inner.Width + step - 1) / step * step);
        var pad = FormattableString.Invariant($"--pad {height}x{width}");
        return (most, Math.Max(height, width) <= MostSide) switch
        {
            (0, true) => $"Use {pad} or --crop.",
            (0, false) => "Use --pad even or --crop.",
            (_, true) => FormattableString.Invariant($"Use --levels {most} or {pad}."),
            (_, false) => FormattableString.Invariant($"Use --levels {most}."),
        };
    }

    private static void Require(string what, string expected, bool holds, string got)
    {
        if (!holds)
        {
            throw new FlowException(what, expected, got, "");
        }
    }
}
