namespace FlowCore.Data.Formats;

/// <summary>A format whose files hold arrays of images: one such file, or a folder of them, whose names say the splits.</summary>
internal abstract class ArrayFormat : IDataFormat
{
    // A folder of arrays has a dozen files; of one with thousands, only some are looked into.
    private const int MostLookedInto = 256;
    private const string Packed = ".gz";

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public bool IsNested => false;

    /// <inheritdoc/>
    public bool Recognizes(DataPath path) => path.IsFolder
        ? path.Files.Take(MostLookedInto).Any(RecognizesFile)
        : RecognizesAlone(path) || IsCompanion(path);

    /// <inheritdoc/>
    public bool IsCalled(DataPath path) => path.IsFolder
        ? path.Files.Take(MostLookedInto).Any(IsFileCalled)
        : IsFileCalled(path);

    /// <inheritdoc/>
    public DataSource Open(DataPath path, MemoryBudget memory)
    {
        var (files, copies) = WithoutCopies([.. Files(path)]);
        var parts = files
            .SelectMany(file => OpenFile(file, memory).Select(part => part with { Split = part.Split ?? SplitOf(file) }))
            .ToArray();
        return parts.Length > 0
            ? new DataSource(path.Path, Name, parts, copies)
            : throw new FlowException(path.Path, $"a folder of {Summary}", "none of their files", "Check the path and DataOptions.Format.");

        // The name of a file that is given by itself says nothing: its images are all there is, to train and to test on.
        DataSplit? SplitOf(DataPath file) => path.IsFolder ? SplitName.Of(file.Name) : null;
    }

    /// <inheritdoc/>
    public DataReport Check(DataPath path, MemoryBudget memory, CancellationToken cancellation) =>
        DataReport.Of(Open(path, memory), WithoutCopies([.. Files(path)]).Files.Count, cancellation);

    /// <summary>Whether a file begins as this format's do.</summary>
    protected abstract bool RecognizesFile(DataPath file);

    /// <summary>Whether a file that is given by itself begins as this format's do; among others less is taken for granted.</summary>
    protected virtual bool RecognizesAlone(DataPath file) => RecognizesFile(file);

    /// <summary>
    /// Whether a file is of the same kind but without images, as one of labels is: in a folder it is passed over, by itself
    /// it is refused.
    /// </summary>
    protected virtual bool IsCompanion(DataPath file) => false;

    /// <summary>Whether a file is called as this format's are.</summary>
    protected virtual bool IsFileCalled(DataPath file) => false;

    /// <summary>Opens one file.</summary>
    /// <exception cref="FlowException">It is of another kind, or damaged.</exception>
    protected abstract IEnumerable<DataPart> OpenFile(DataPath file, MemoryBudget memory);

    private IEnumerable<DataPath> Files(DataPath path)
    {
        if (!path.IsFolder)
        {
            return [path];
        }

        var recognized = path.Files.Where(RecognizesFile).ToHashSet();
        var endings = recognized.Select(Ending).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // A damaged file among whole ones is not recognised and must not be passed over: its name ends as theirs do.
        return path.Files.Where(file => recognized.Contains(file)
            || (!IsCompanion(file) && (endings.Contains(Ending(file)) || IsFileCalled(file))));
    }

    /// <summary>
    /// Files without those that are the gzip form of another, as <c>gunzip -k</c> leaves them: both as parts would put the
    /// same images into what is trained and what is tested on.
    /// </summary>
    private static (IReadOnlyList<DataPath> Files, IReadOnlyList<DataProblem> Copies) WithoutCopies(DataPath[] files)
    {
        var plain = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var copies = files.Where(IsCopy).ToArray();
        return (
            [.. files.Except(copies)],
            [.. copies.Select(file => new DataProblem(
                file.Path, "packed copy", $"{file.Path}: left out, {file.Name[..^Packed.Length]} beside it is the same unpacked."))]);

        bool IsCopy(DataPath file) =>
            file.Name.EndsWith(Packed, StringComparison.OrdinalIgnoreCase) && plain.Contains(file.Name[..^Packed.Length]);
    }

    /// <summary>What follows the last dot, or <c>ubyte</c> of a name that ends in it.</summary>
    private static string Ending(DataPath file) => file.Name[(file.Name.LastIndexOfAny(['.', '-']) + 1)..];
}
