namespace FlowCore.Data.Formats;

/// <summary>
/// IDX files of images, the format of MNIST and its kin, plain or gzip. Where the file of labels stands beside one of images,
/// under the name that the published sets have, the images have those labels, of one class more than the largest.
/// </summary>
internal sealed class IdxFormat : ArrayFormat
{
    private const string Labels = "labels";

    /// <inheritdoc/>
    public override string Name => "idx";

    /// <inheritdoc/>
    public override string Summary => "IDX files (plain or gzip)";

    /// <inheritdoc/>
    protected override bool RecognizesFile(DataPath file) =>
        IdxReader.Magic(file.Start) is IdxHeader.GreyMagic or IdxHeader.ColourMagic;

    /// <inheritdoc/>
    protected override bool IsCompanion(DataPath file) =>
        IdxReader.Magic(file.Start) is >= IdxHeader.FirstMagic and <= IdxHeader.LastMagic && !RecognizesFile(file);

    /// <inheritdoc/>
    protected override bool IsFileCalled(DataPath file) =>
        file.Name.Contains("idx3-ubyte", StringComparison.Ordinal) || file.Name.Contains("idx4-ubyte", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override IEnumerable<DataPart> OpenFile(DataPath file, MemoryBudget memory)
    {
        var images = IdxReader.Open(file.Path, memory);
        if (LabelsOf(file.Path) is { } path)
        {
            var labels = IdxLabels.Read(path, images.Count, file.Path);
            images = new LabelledImageSet(images, labels.Max() + 1, labels);
        }

        return [new DataPart(file.Path, null, images)];
    }

    /// <summary>The file of labels that goes with <c>train-images-idx3-ubyte</c>, packed or not, or null.</summary>
    private static string? LabelsOf(string path)
    {
        var name = Path.GetFileName(path);
        if (!name.Contains("images", StringComparison.Ordinal))
        {
            return null;
        }

        var labels = name.Replace("images", Labels, StringComparison.Ordinal)
            .Replace("idx3", "idx1", StringComparison.Ordinal)
            .Replace("idx4", "idx1", StringComparison.Ordinal);
        var plain = labels.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? labels[..^3] : labels;
        return ((string[])[labels, plain, plain + ".gz"])
            .Select(candidate => Path.Combine(Path.GetDirectoryName(path) ?? "", candidate))
            .FirstOrDefault(File.Exists);
    }
}
