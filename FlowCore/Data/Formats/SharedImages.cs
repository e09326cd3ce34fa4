namespace FlowCore.Data.Formats;

/// <summary>Images that two parts of a data set have in common: a model that is tested on what it was trained on looks too good.</summary>
internal static class SharedImages
{
    /// <summary>What a report calls one.</summary>
    public const string Kind = "in two parts";

    /// <summary>Every image that an earlier source has too; those of different shapes cannot be the same.</summary>
    public static IEnumerable<DataProblem> Find(IReadOnlyList<DataSource> sources, CancellationToken cancellation) =>
        sources.GroupBy(source => source.All.Shape).SelectMany(group => Find([.. group], cancellation));

    private static IEnumerable<DataProblem> Find(DataSource[] sources, CancellationToken cancellation)
    {
        var all = new ConcatenatedImageSet(sources[0].Path, sources.Select(source => source.All));
        foreach (var (index, first) in DuplicateSearch.Find(all, cancellation))
        {
            var ((source, image), (earlier, original)) = (Place(index), Place(first));
            if (source != earlier)
            {
                var name = source.NameOf(image);
                yield return new DataProblem(name, Kind, $"{name}: the same pixels as {earlier.NameOf(original)}, of another part.");
            }
        }

        (DataSource Source, int Index) Place(int index)
        {
            var source = 0;
            while (index >= sources[source].All.Count)
            {
                index -= sources[source++].All.Count;
            }

            return (sources[source], index);
        }
    }
}
