using System.Text.Json;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Reporting;

/// <summary>Data in words, the same for every verb that speaks of it.</summary>
internal static class DataText
{
    private const int MostListed = 20;

    /// <summary><c>photos: pictures, 1,200 images of 3×64×64</c>, the splits, and the levels that the size allows.</summary>
    /// <param name="source">The data.</param>
    /// <param name="splits">What is for what.</param>
    /// <param name="padded">What a model pads the images to, or null.</param>
    public static IEnumerable<string> Lines(DataSource source, DataSplits splits, ImageShape? padded)
    {
        yield return FormattableString.Invariant(
            $"{source.Path}: {source.Format}, {source.All.Count:N0} images of {source.All.Shape}");
        yield return $"train: {Count(splits.Train)}";
        yield return $"valid: {Count(splits.Valid)}";
        yield return $"test: {Count(splits.Test)}, {Origin(source)}";
        yield return $"levels: {PaddedTo(padded)}{Levels(padded ?? source.All.Shape)}";
        foreach (var line in Skipped(source))
        {
            yield return line;
        }
    }

    /// <summary>The files that were left out, the first of them by name; nothing when there are none.</summary>
    public static IEnumerable<string> Skipped(DataSource source) => source.Skipped.Count == 0
        ? []
        : [.. Listed(source.Skipped), FormattableString.Invariant($"skipped {source.Skipped.Count:N0} of the files in {source.Path}")];

    /// <summary>The first of some problems, a line each, and how many more there are.</summary>
    public static IEnumerable<string> Listed(IReadOnlyCollection<DataProblem> problems)
    {
        var lines = problems.Take(MostListed).Select(problem => FlagNames.In(problem.Line));
        return problems.Count <= MostListed
            ? lines
            : lines.Append(FormattableString.Invariant($"… and {problems.Count - MostListed:N0} more"));
    }

    /// <summary><c>padded to 1×32×32, </c>, or nothing.</summary>
    public static string PaddedTo(ImageShape? padded) => padded is { } shape ? $"padded to {shape}, " : "";

    /// <summary><c>--levels 1 to 5</c>.</summary>
    public static string Levels(ImageShape shape) => FlowConfig.MostLevels(shape) switch
    {
        0 => $"none, a side of {shape} is odd; use --pad even or --crop",
        1 => "--levels 1",
        var most => $"--levels 1 to {most}",
    };

    /// <summary>A shape as members of an object.</summary>
    public static void WriteShape(this Utf8JsonWriter json, ImageShape shape)
    {
        json.WriteNumber("channels", shape.Channels);
        json.WriteNumber("height", shape.Height);
        json.WriteNumber("width", shape.Width);
    }

    private static string Count(IImageSet? images) =>
        images is null ? "none" : FormattableString.Invariant($"{images.Count:N0} images");

    private static string Origin(DataSource source) => source.Parts.Select(part => part.Split).ToHashSet() switch
    {
        var splits when splits.Contains(DataSplit.Test) => "the data's own",
        var splits when splits.Contains(DataSplit.Valid) => "the validation images, as there are no others",
        _ => "a tenth, drawn from everywhere and the same for every seed",
    };
}
