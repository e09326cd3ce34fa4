using FlowCore.Data.Embedded;

namespace FlowCore.Data.Formats;

/// <summary>Opens data sets by what a user calls them.</summary>
public static class ImageSets
{
    /// <summary>The set that is used when none is named: <see cref="FashionMnist"/>, which is embedded.</summary>
    public const string Default = FashionMnist.Name;

    private static readonly DataFormats Formats = new(DataFormats.Arrays);

    /// <summary>
    /// Opens one split of a data set. Its publisher's own splits are kept; where it has none, a tenth,
    /// <c>max(1, ⌊N/10⌋)</c> images drawn by their number alone, is the test split and the rest the training split.
    /// </summary>
    /// <param name="data"><see cref="Default"/>, or the path of a file or folder in one of <see cref="DataFormats.Arrays"/>.</param>
    /// <param name="split">Which part.</param>
    /// <param name="options">How it is to be understood, kept and split; null to recognise it.</param>
    /// <exception cref="FlowException">
    /// Neither a known name nor an existing path, data that cannot be read, or none for that split.
    /// </exception>
    public static IImageSet Open(string data, DataSplit split, DataOptions? options = null) =>
        Formats.Open(data, options).Split(options).Get(split);
}
