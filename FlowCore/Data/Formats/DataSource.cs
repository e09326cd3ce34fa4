using FlowCore.Random;

namespace FlowCore.Data.Formats;

/// <summary>What was found at a path.</summary>
public sealed class DataSource
{
    /// <summary>A source of parts, in their order.</summary>
    /// <param name="path">What the user called it.</param>
    /// <param name="format">The name of its format.</param>
    /// <param name="parts">At least one, all of one shape.</param>
    /// <param name="skipped">Files that were left out, with the reason.</param>
    /// <exception cref="FlowException">There is no part, no image, or the parts differ in shape.</exception>
    public DataSource(string path, string format, IReadOnlyList<DataPart> parts, IReadOnlyList<DataProblem>? skipped = null)
    {
        (Path, Format, Parts, Skipped) = (path, format, parts, skipped ?? []);
        All = new ConcatenatedImageSet(path, parts.Select(part => part.Images));
        if (All.Count == 0)
        {
            throw new FlowException(path, "at least 1 image", "0", "Give data with images.");
        }
    }

    /// <summary>What the user called it.</summary>
    public string Path { get; }

    /// <summary>The name of its format.</summary>
    public string Format { get; }

    /// <summary>Where the images are.</summary>
    public IReadOnlyList<DataPart> Parts { get; }

    /// <summary>Files that were left out.</summary>
    public IReadOnlyList<DataProblem> Skipped { get; }

    /// <summary>The images of all parts, in their order.</summary>
    public IImageSet All { get; }

    /// <summary>
    /// Train, valid and test images. A publisher's own parts are kept; a validation part is the test part too when there is
    /// no other. Without either a tenth, <c>max(1, ⌊N/10⌋)</c> images, is the test part: drawn, as files are often in the order
    /// of their labels, but by their number alone, so that no seed brings images that one run was trained on into the test of
    /// another.
    /// </summary>
    /// <param name="options">The part of the training images to hold out as valid, and what it is drawn by; null to hold out none.</param>
    /// <exception cref="FlowException">There is nothing to split, or a validation and a test part already.</exception>
    public DataSplits Split(DataOptions? options = null)
    {
        var valid = Official(DataSplit.Valid);
        var splits = (Official(DataSplit.Test) ?? valid) is { } test
            ? new DataSplits(Path, Official(DataSplit.Train), valid, test)
            : Cut();
        return options is { ValidFraction: not 0 } ? splits.HoldOut(options.ValidFraction, options.SplitSeed) : splits;
    }

    private DataSplits Cut()
    {
        if (All.Count < 2)
        {
            throw new FlowException(
                Path, "at least 2 images, to train on and to test on", $"{All.Count}", "Give a file with more images.");
        }

        // A draw of its own: with the validation part's it would hold the same places out twice.
        const int Draw = 1;
        var test = Math.Max(1, All.Count / 10);
        return new DataSplits(
            Path,
            Named(DataSplit.Train, All.Count - test, () => Order()[test..]),
            Valid: null,
            Named(DataSplit.Test, test, () => Order()[..test]));

        int[] Order() => new PhiloxSequence(new RandomKey(Seed: 0, RandomStream.HoldOut, Draw)).NextPermutation(All.Count);
    }

    // Drawn when an image is asked for: to say how many there are takes no memory.
    private SelectedImageSet Named(DataSplit split, int count, Func<int[]> draw) =>
        new($"{All.Name} ({DataSplits.NameOf(split)})", All, count, () => [.. draw().Order()]);

    /// <summary>What messages call an image of <see cref="All"/>: its part, and its index there.</summary>
    internal string NameOf(int index)
    {
        foreach (var part in Parts)
        {
            if (index < part.Images.Count)
            {
                return FormattableString.Invariant($"{part.Path}, image {index}");
            }

            index -= part.Images.Count;
        }

        throw new ShapeException(Path, $"an index inside 0..{All.Count}", $"{index + All.Count}");
    }

    /// <summary>The parts of a split; where some part is of another, those that nothing is said of are for training.</summary>
    private ConcatenatedImageSet? Official(DataSplit split)
    {
        var images = Parts.Where(part => (part.Split ?? DataSplit.Train) == split).Select(part => part.Images).ToArray();
        return images.Length == 0 ? null : new ConcatenatedImageSet($"{Path} ({DataSplits.NameOf(split)})", images);
    }
}
