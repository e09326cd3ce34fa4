using System.Text.Json.Serialization;

namespace FlowCore.Models;

/// <summary>Everything that decides a model's structure; a checkpoint carries it.</summary>
public sealed record FlowConfig
{
    /// <summary>The step of FInC Flow: FInC unit, actnorm, 1×1 convolution, coupling.</summary>
    public const string DefaultStep = "finc,actnorm,plu,coupling";

    // Four thousand pixels a side in colour and more.
    private const int MostDimensions = 1 << 28;
    private const int MostUnits = 64;

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

    /// <summary>Steps K of a level.</summary>
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

    /// <summary>What a step of flow is made of, in order: names of <see cref="FlowCatalog.Units"/> with commas between them.</summary>
    public string Step { get; init; } = DefaultStep;

    /// <summary>What the latents are distributed like: a name of <see cref="FlowCatalog.Priors"/>.</summary>
    public string Prior { get; init; } = "normal";

    /// <summary>Classes that the model is conditioned on, by the images' labels; 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary><c>1×28×28</c>, or <c>1×25×25 padded to 1×32×32</c>.</summary>
    public string ImageText => Padded is { } padded ? $"{Image} padded to {padded}" : $"{Image}";

    /// <summary>What the first level takes: <see cref="Padded"/>, or <see cref="Image"/> where nothing is.</summary>
    internal ImageShape Inner => Padded ?? Image;

    /// <summary>The units of a <see cref="Step"/>.</summary>
    internal string[] Units => (Step ?? "").Split(',', StringSplitOptions.TrimEntries);

    /// <summary>What layers and priors are conditioned on: one-hot labels, K×1×1; null for nothing.</summary>
    public ImageShape? ConditionShape => Classes == 0 ? null : new ImageShape(Classes, 1, 1);

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
    /// <param name="catalog">What the names in it mean, or null for <see cref="FlowCatalog.Standard"/>.</param>
    public void Validate(FlowCatalog? catalog = null)
    {
        catalog ??= FlowCatalog.Standard;
        Require("image", "1 channel and pixel or more", Image.Channels >= 1 && Image is { Height: >= 1, Width: >= 1 }, $"{Image}");
        Require(
            Option(nameof(Padded)),
            $"{Image.Channels} channels and sides of at least {Image.Height}×{Image.Width}",
            Inner.Channels == Image.Channels && Inner.Height >= Image.Height && Inner.Width >= Image.Width,
            $"{Inner}");
        Require(
            "image", $"at most {MostDimensions} numbers", (Int128)Inner.Channels * Inner.Height * Inner.Width <= MostDimensions, $"{Inner}");
        Require(Option(nameof(Levels)), "1 or more", Levels >= 1, $"{Levels}");

        // Upper bounds far above any model that trains: a number with a slip of the hand, or in a damaged file, must not
        // fill the memory with layers first.
        Require(Option(nameof(StepsPerLevel)), "1 to 4096", StepsPerLevel is >= 1 and <= 4096, $"{StepsPerLevel}");
        Require(Option(nameof(Width)), "1 to 65536", Width is >= 1 and <= 65536, $"{Width}");
        Require(Option(nameof(Kernel)), "1 to 1024", Kernel is >= 1 and <= 1024, $"{Kernel}");
        Require(Option(nameof(Bits)), "1 to 8", Bits is >= 1 and <= 8, $"{Bits}");
        Require(Option(nameof(Step)), $"1 to {MostUnits} units", Units.Length <= MostUnits, $"{Units.Length}");
        Require(Option(nameof(Classes)), "0 (none) to 65536", Classes is >= 0 and <= 65536, $"{Classes}");

        // At 0 a draw of exactly 0 on a black pixel would be infinitely far out.
        Require(
            "alpha", "a number in (0, 0.5)", Scale == PixelScale.Linear || Alpha is > 0 and < 0.5, FormattableString.Invariant($"{Alpha}"));
        Array.ForEach(Units, unit => catalog.Unit(unit));
        catalog.Prior(Prior);
        var most = MostLevels(Inner);
        if (Levels > most)
        {
            throw new FlowException(
                Option(nameof(Levels)),
                most == 0 ? "an image with even sides for a level at all" : $"at most {most} for {Inner} images, whose sides each level halves",
                most == 0 ? $"{Inner}" : $"{Levels}",
                Remedy(most));
        }
    }

    private string Remedy(int most)
    {
        // The smallest sides that the levels can halve, where images of that size can be had.
        const int MostSide = 1 << 14;
        var step = 1L << Math.Min(Levels, 30);
        var (height, width) = ((Inner.Height + step - 1) / step * step, (Inner.Width + step - 1) / step * step);
        var pad = FormattableString.Invariant($"{Option(nameof(Padded))} {height}x{width}");
        return (most, Math.Max(height, width) <= MostSide) switch
        {
            (0, true) => $"Use {pad} or crop the images.",
            (0, false) => $"Use {Option(nameof(Padded))} with even sides or crop the images.",
            (_, true) => FormattableString.Invariant($"Use {Option(nameof(Levels))} {most} or {pad}."),
            (_, false) => FormattableString.Invariant($"Use {Option(nameof(Levels))} {most}."),
        };
    }

    private static string Option(string name) => $"{nameof(FlowConfig)}.{name}";

    private static void Require(string what, string expected, bool holds, string got)
    {
        if (!holds)
        {
            throw new FlowException(what, expected, got, "");
        }
    }
}
