using FlowCore.Random;

namespace FlowCore.Data.Formats;

/// <summary>The images of a source by what they are for.</summary>
/// <param name="Path">What the user called the source.</param>
/// <param name="Train">What weights are fitted to, or null: a source may be a test part alone.</param>
/// <param name="Valid">What choices are made on, or null.</param>
/// <param name="Test">What is evaluated on; the same object as <paramref name="Valid"/> where there is no other.</param>
public sealed record DataSplits(string Path, IImageSet? Train, IImageSet? Valid, IImageSet Test)
{
    /// <summary>What users call a split.</summary>
    public static string NameOf(DataSplit split) => split switch
    {
        DataSplit.Train => "train",
        DataSplit.Valid => "valid",
        _ => "test",
    };

    /// <summary>The images of one split.</summary>
    /// <exception cref="FlowException">There are none.</exception>
    public IImageSet Get(DataSplit split) => split switch
    {
        DataSplit.Train => Train ?? throw new FlowException(
            Path, "images to train on", "a test or validation part alone", "Give the training part too, or the file by itself."),
        DataSplit.Valid => Valid ?? throw new FlowException(
            Path, "a validation part", "none", "Hold some training images out with DataOptions.ValidFraction."),
        _ => Test,
    };

    /// <summary>The same with <c>⌊fraction·N⌋</c> training images, at least 1, drawn by seed as the validation part.</summary>
    /// <exception cref="FlowException">The fraction is out of range, leaves none to train on, or there is a validation part.</exception>
    internal DataSplits HoldOut(double fraction, ulong seed)
    {
        const string Option = "DataOptions.ValidFraction";
        if (fraction is not (> 0 and < 1))
        {
            throw new FlowException(Option, "a number in [0, 1)", FormattableString.Invariant($"{fraction}"), "");
        }

        // A validation part that stands in for the test part goes on doing that.
        if (Valid is not null && Valid != Test)
        {
            throw new FlowException(Option, "data without a validation part", Path, "Leave the option out; the data's own is used.");
        }

        var train = Get(DataSplit.Train);

        // In decimal, so that 0.29 of 100 images are 29: the double's product is a hair below and would be cut to 28.
        var held = Math.Max(1, (int)((decimal)fraction * train.Count));
        if (held >= train.Count)
        {
            throw new FlowException(
                Option, "a part that leaves images to train on", $"{held} of {train.Count} images", "Give data with more images.");
        }

        // Drawn and not cut off: files are often in the order of their labels.
        var order = new PhiloxSequence(new RandomKey(seed, RandomStream.HoldOut, 0)).NextPermutation(train.Count);
        return this with
        {
            Train = new SelectedImageSet(train.Name, train, [.. order[held..].Order()]),
            Valid = new SelectedImageSet($"{Path} ({NameOf(DataSplit.Valid)})", train, [.. order[..held].Order()]),
        };
    }
}
