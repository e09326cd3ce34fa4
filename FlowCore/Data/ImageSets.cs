namespace FlowCore.Data;

/// <summary>Opens data sets by what a user calls them.</summary>
public static class ImageSets
{
    /// <summary>The set that is used when none is named: <see cref="FashionMnist"/>, which is embedded.</summary>
    public const string Default = FashionMnist.Name;

    /// <summary>
    /// Opens one split of a data set. A file's last tenth, <c>max(1, ⌊N/10⌋)</c> images, is its test split and the rest
    /// its training split; ids are the indices in the file.
    /// </summary>
    /// <param name="data"><see cref="Default"/> or the path of an IDX file of images, plain or gzip.</param>
    /// <param name="split">Which part.</param>
    /// <exception cref="FlowException">
    /// Neither a known name nor an existing path, a file that cannot be read, or one of fewer than 2 images.
    /// </exception>
    public static IImageSet Open(string data, DataSplit split)
    {
        var (train, test) = OpenSplits(data);
        return split == DataSplit.Train ? train : test;
    }

    /// <summary>Opens both splits of a data set, reading its file once.</summary>
    /// <inheritdoc cref="Open"/>
    public static (IImageSet Train, IImageSet Test) OpenSplits(string data)
    {
        if (data == FashionMnist.Name)
        {
            return (FashionMnist.Open(DataSplit.Train), FashionMnist.Open(DataSplit.Test));
        }

        if (!Path.Exists(data))
        {
            throw new FlowException(
                "data",
                $"'{FashionMnist.Name}' or the path of an IDX file of images (plain or gzip)",
                $"'{data}'",
                "No such name or file; check the spelling.");
        }

        var file = IdxReader.Read(data);
        if (file.Count < 2)
        {
            throw new FlowException(
                file.Name, "at least 2 images, to train on and to test on", $"{file.Count}", "Give a file with more images.");
        }

        var test = Math.Max(1, file.Count / 10);
        return (
            file.Slice($"{file.Name} (train)", 0, file.Count - test),
            file.Slice($"{file.Name} (test)", file.Count - test, test));
    }
}
