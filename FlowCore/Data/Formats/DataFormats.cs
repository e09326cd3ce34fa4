using FlowCore.Data.Embedded;

namespace FlowCore.Data.Formats;

/// <summary>
/// The one place where a path becomes images. A folder whose subfolders are called after parts of a data set, a
/// <c>train</c> and a <c>valid</c> or <c>test</c> among them, is opened part by part; anything else is for the one format
/// that recognises it.
/// </summary>
public sealed class DataFormats
{
    private const int MostLookedInto = 256;

    private readonly IReadOnlyList<IDataFormat> _formats;

    /// <summary>A recogniser of formats, the first of them first in messages.</summary>
    public DataFormats(IEnumerable<IDataFormat> formats) => _formats = [.. formats];

    /// <summary>The formats in which images are arrays of bytes.</summary>
    public static IReadOnlyList<IDataFormat> Arrays { get; } =
    [
        CifarFormat.Cifar10, CifarFormat.Cifar100, new IdxFormat(), NpyFormat.Guessed, NpyFormat.ChannelsFirst,
        NpyFormat.ChannelsLast,
    ];

    /// <summary>The names that <see cref="DataOptions.Format"/> takes.</summary>
    public IEnumerable<string> Names => _formats.Select(format => format.Name);

    /// <summary>
    /// Opens data by what a user calls it. Files whose images are read where they lie stay open as long as their sets are in use.
    /// </summary>
    /// <param name="data"><see cref="FashionMnist.Name"/> or a path.</param>
    /// <param name="options">How it is to be understood; null to recognise it.</param>
    /// <exception cref="FlowException">
    /// Neither a known name nor an existing path, no format or several, or data that its format refuses.
    /// </exception>
    public DataSource Open(string data, DataOptions? options = null)
    {
        var asked = Asked(options);
        return IsEmbedded(data, asked)
            ? Embedded()
            : Open(Find(data), asked, options?.Memory ?? MemoryBudget.Usual());
    }

    /// <summary>Looks at every file and image of data for what a user should know before training on them.</summary>
    /// <inheritdoc cref="Open(string, DataOptions?)"/>
    public DataReport Check(string data, DataOptions? options = null, CancellationToken cancellation = default)
    {
        var asked = Asked(options);
        return IsEmbedded(data, asked)
            ? DataReport.Of(Embedded(), files: 0, cancellation)
            : Check(Find(data), asked, options?.Memory ?? MemoryBudget.Usual(), cancellation);
    }

    /// <summary>The format of a name.</summary>
    /// <exception cref="FlowException">There is none of that name; the message lists them.</exception>
    public IDataFormat Named(string name) => _formats.FirstOrDefault(format => format.Name == name)
        ?? throw new FlowException("DataOptions.Format", $"one of {string.Join(", ", Names)}", $"'{name}'", "");

    private IDataFormat? Asked(DataOptions? options) => options?.Format is { } name ? Named(name) : null;

    private string Summary
    {
        get
        {
            string[] summaries = [.. _formats.Select(format => format.Summary).Distinct()];
            return string.Join(", ", summaries[..^1]) + (summaries.Length > 1 ? " or " : "") + summaries[^1];
        }
    }

    private static DataSource Embedded() => new(
        FashionMnist.Name,
        FashionMnist.Name,
        [.. ((DataSplit[])[DataSplit.Train, DataSplit.Valid, DataSplit.Test])
            .Select(split => new DataPart(FashionMnist.Name, split, FashionMnist.Open(split)))]);

    private static bool IsEmbedded(string data, IDataFormat? asked) => data == FashionMnist.Name && asked is null;

    private DataPath Find(string data)
    {
        if (!System.IO.Path.Exists(data))
        {
            throw new FlowException(
                "data",
                $"'{FashionMnist.Name}' or the path of {Summary}",
                $"'{data}'",
                "No such name, file or folder; check the spelling.");
        }

        // A folder with nothing but another folder in it, as archives unpack to, stands for that one.
        var path = DataPath.Examine(data);
        while (path is { Files.Count: 0, Folders: [{ IsLink: false } only] })
        {
            path = only;
        }

        return path;
    }

    private DataSource Open(DataPath path, IDataFormat? asked, MemoryBudget memory)
    {
        path.ThrowIfUnlisted();
        if (Recognize(path, asked) is { } format)
        {
            return format.Open(path, memory);
        }

        var folders = SplitFolders(path);
        var sources = folders.Select(part => (part.Split, Source: Open(part.Folder, asked, memory))).ToArray();
        return new DataSource(
            path.Path,
            string.Join(" and ", sources.Select(source => source.Source.Format).Distinct()),
            [.. sources.Select(source => new DataPart(source.Source.Path, source.Split, source.Source.All))],
            [.. sources.SelectMany(source => source.Source.Skipped), .. LeftOut(path, folders)]);
    }

    private DataReport Check(DataPath path, IDataFormat? asked, MemoryBudget memory, CancellationToken cancellation)
    {
        path.ThrowIfUnlisted();
        if (Recognize(path, asked) is { } format)
        {
            return format.Check(path, memory, cancellation);
        }

        var folders = SplitFolders(path);
        var reports = folders.Select(part => (part.Split, Check(part.Folder, asked, memory, cancellation))).ToArray();
        var sources = folders.SelectMany(part => Readable(part.Folder)).ToArray();
        return DataReport.Join(path.Path, reports, [.. SharedImages.Find(sources, cancellation), .. LeftOut(path, folders)]);

        // A part that cannot be opened has its reason in its own report.
        IEnumerable<DataSource> Readable(DataPath folder)
        {
            try
            {
                return [Open(folder, asked, memory)];
            }
            catch (FlowException)
            {
                return [];
            }
        }
    }

    /// <summary>What lies beside the folders of splits and holds images too.</summary>
    private IEnumerable<DataProblem> LeftOut(DataPath path, (DataSplit Split, DataPath Folder)[] parts) => path.Files
        .Concat(path.Folders.Except(parts.Select(part => part.Folder)))
        .Where(beside => _formats.Any(format => format.Recognizes(beside)))
        .Select(beside => new DataProblem(
            beside.Path,
            DataProblem.LeftOut,
            $"{beside.Path}: left out, it lies beside {string.Join(", ", parts.Select(part => part.Folder.Name))} and in none of them."));

    /// <summary>The format that a path is for, or null when it is a folder of <see cref="SplitFolders"/>.</summary>
    private IDataFormat? Recognize(DataPath path, IDataFormat? asked)
    {
        var formats = asked is null ? _formats : [asked];
        var matches = formats.Where(format => format.Recognizes(path)).ToArray();
        if (matches.Length == 0)
        {
            matches = [.. formats.Where(format => format.IsCalled(path))];
        }

        // What lies in the folder itself comes before what lies below it.
        if (matches.Any(format => !format.IsNested))
        {
            matches = [.. matches.Where(format => !format.IsNested || path.Files.Take(MostLookedInto).Any(format.Recognizes))];
        }
        else if (SplitFolders(path).Length > 0)
        {
            return null;
        }

        // The ways to read one kind of file count as one format, of which the first is the one that guesses.
        return (matches, asked) switch
        {
            ([var format, ..], _) when matches.All(match => match.Summary == format.Summary) => format,
            ([], null) => throw ForeignFile.Refusal(path, Summary),
            ([], _) => asked,
            _ => throw new FlowException(
                path.Path,
                "images in one format",
                string.Join(" and ", matches.DistinctBy(format => format.Summary).Select(Claim)),
                "Say with DataOptions.Format which to use."),
        };

        string Claim(IDataFormat format) => path.Files.Take(MostLookedInto).FirstOrDefault(format.Recognizes) is { } file
            ? $"{format.Name} ({file.Name})"
            : format.Name;
    }

    /// <summary>The subfolders that are parts of a data set: none, unless there is one to train on and another.</summary>
    private static (DataSplit Split, DataPath Folder)[] SplitFolders(DataPath path)
    {
        var folders = path.Folders
            .Select(folder => (Split: SplitName.Of(folder.Name), Folder: folder))
            .Where(folder => folder.Split is not null)
            .Select(folder => (Split: folder.Split!.Value, folder.Folder))
            .OrderBy(folder => folder.Split)
            .ToArray();
        return folders.Any(folder => folder.Split == DataSplit.Train) && folders.Any(folder => folder.Split != DataSplit.Train)
            ? folders
            : [];
    }
}
