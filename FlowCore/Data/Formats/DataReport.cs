namespace FlowCore.Data.Formats;

/// <summary>What a look at every file and every image of a source finds.</summary>
/// <param name="Path">What the user called it.</param>
/// <param name="Format">The name of its format.</param>
/// <param name="Files">How many files were looked at.</param>
/// <param name="Shape">The shape that a model of them has, or null when there is none or several.</param>
/// <param name="Parts">The images by where they are and the shape in which they are stored.</param>
/// <param name="Problems">What is to be said of files and images.</param>
public sealed record DataReport(
    string Path,
    string Format,
    int Files,
    ImageShape? Shape,
    IReadOnlyList<DataReportPart> Parts,
    IReadOnlyList<DataProblem> Problems)
{
    /// <summary>Images that can be read.</summary>
    public long Images => Parts.Sum(part => (long)part.Images);

    /// <summary>The shapes that images have as they are stored, the most common first.</summary>
    public IReadOnlyList<(ImageShape Shape, long Images)> Sizes =>
    [
        .. Parts.GroupBy(part => part.Shape)
            .Select(group => (group.Key, group.Sum(part => (long)part.Images)))
            .OrderByDescending(size => size.Item2),
    ];

    /// <summary>The report of an opened source: images that an earlier one is the same as are named.</summary>
    /// <param name="source">The source.</param>
    /// <param name="files">How many files it has.</param>
    /// <param name="cancellation">Ends it.</param>
    public static DataReport Of(DataSource source, int files, CancellationToken cancellation)
    {
        var duplicates = DuplicateSearch.Find(source.All, cancellation).Select(pair => new DataProblem(
            source.NameOf(pair.Index), "duplicate", $"{source.NameOf(pair.Index)}: the same pixels as {source.NameOf(pair.First)}."));
        return new DataReport(
            source.Path,
            source.Format,
            files,
            source.All.Shape,
            [.. source.Parts.Select(part => new DataReportPart(part.Path, part.Split, part.Images.Count, part.Images.Shape))],
            [.. source.Skipped, .. duplicates]);
    }

    /// <summary>Several reports as one.</summary>
    /// <param name="path">What the user called them all.</param>
    /// <param name="reports">The report of each part.</param>
    /// <param name="problems">What is to be said of the parts together.</param>
    public static DataReport Join(
        string path, IReadOnlyList<(DataSplit Split, DataReport Report)> reports, IEnumerable<DataProblem> problems) => new(
        path,
        string.Join(" and ", reports.Select(report => report.Report.Format).Distinct()),
        reports.Sum(report => report.Report.Files),
        reports.All(report => report.Report.Shape == reports[0].Report.Shape) ? reports[0].Report.Shape : null,
        [.. reports.SelectMany(report => report.Report.Parts.Select(part => part with { Split = report.Split }))],
        [.. reports.SelectMany(report => report.Report.Problems), .. problems, .. Different(path, reports)]);

    /// <summary>That parts are to be used in different shapes, if they are: each by itself is good.</summary>
    private static IEnumerable<DataProblem> Different(string path, IEnumerable<(DataSplit Split, DataReport Report)> reports)
    {
        (ImageShape Shape, string Path)[] shapes =
        [
            .. reports.Where(report => report.Report.Shape is not null)
                .Select(report => (Shape: report.Report.Shape!.Value, report.Report.Path))
                .DistinctBy(part => part.Shape),
        ];
        if (shapes.Length > 1)
        {
            var got = string.Join(", ", shapes.Select(part => $"{part.Shape} in {part.Path}"));
            var problem = new FlowException(
                path, "parts of one shape", got, ConcatenatedImageSet.Remedy(shapes[0].Shape, shapes[1].Shape));
            yield return new DataProblem(path, "parts differ", problem.Message);
        }
    }
}
