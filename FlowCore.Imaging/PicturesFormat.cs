using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Files;

namespace FlowCore.Imaging;

/// <summary>Folders of pictures, nested or flat.</summary>
/// <param name="options">What becomes of a picture.</param>
/// <param name="strict">Whether one that cannot be used is an error; otherwise it is left out and named.</param>
public sealed class PicturesFormat(PictureOptions options, bool strict = false) : IDataFormat
{
    /// <summary>What <see cref="DataOptions.Format"/> calls it.</summary>
    public const string FormatName = "pictures";

    // In every folder, so that thousands of notes without a picture do not cost thousands of reads.
    private const int MostLookedInto = 256;

    /// <inheritdoc/>
    public string Name => FormatName;

    /// <inheritdoc/>
    public string Summary => "a folder of pictures";

    /// <inheritdoc/>
    public bool IsNested => true;

    /// <inheritdoc/>
    public bool Recognizes(DataPath path) => Any(path, LooksLikePictures, []);

    /// <inheritdoc/>
    public bool IsCalled(DataPath path) => Any(path, files => files.Any(IsCalledPicture), []);

    /// <inheritdoc/>
    public DataSource Open(DataPath path, MemoryBudget memory)
    {
        var folder = PictureFolder.Open(Folder(path), options, strict, memory);
        var skipped = folder.Problems
            .Where(problem => problem.IsFault || problem.Kind == PictureProblemKind.NotAPicture)
            .Select(problem => problem.In(path.Path));
        return new DataSource(path.Path, Name, [new DataPart(path.Path, null, folder)], [.. skipped]);
    }

    /// <inheritdoc/>
    public DataReport Check(DataPath path, MemoryBudget memory, CancellationToken cancellation) =>
        PictureFolder.Check(Folder(path), options, cancellation);

    private static bool Any(DataPath path, Func<IReadOnlyList<DataPath>, bool> hasPicture, HashSet<string> seen)
    {
        if (!path.IsFolder)
        {
            return hasPicture([path]);
        }

        // A link may lead back to a folder that it is in, and a folder whose name is not UTF-8 is not found by it.
        return Real(path) is { } real
            && seen.Add(real)
            && (hasPicture(path.Files) || path.Folders.Any(folder => Any(folder, hasPicture, seen)));
    }

    private static string? Real(DataPath path)
    {
        try
        {
            return RealPath.Of(path.Path);
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            return null;
        }
    }

    // Captions may come before pictures, many to each.
    private static bool LooksLikePictures(IReadOnlyList<DataPath> files) => files
        .OrderByDescending(IsCalledPicture)
        .Take(MostLookedInto)
        .Any(file => FileContent.Of(file.Start).IsPicture);

    private static bool IsCalledPicture(DataPath file) => PictureScan.IsCalledPicture(file.Name);

    private string Folder(DataPath path) => path.IsFolder
        ? path.Path
        : throw new FlowException(path.Path, Summary, "a file, which may be a picture", "Give the folder that it is in.");
}
