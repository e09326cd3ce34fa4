namespace FlowCore.Tools.Benching.Tables;

/// <summary>The columns of tables of times.</summary>
internal static class TimeColumns
{
    /// <summary>In order.</summary>
    public static IReadOnlyList<TableColumn<TableRow>> All { get; } =
    [
        new("panel", row => row.Panel),
        new("what", row => row.What),
        new("pass", row => row.Pass),
        new("image", row => row.Image?.ToString()),
        new("batch", row => row.Batch),
        new("kernel", row => row.Kernel ?? row.Config?.Kernel),
        new("levels", row => row.Config?.Levels),
        new("stepsPerLevel", row => row.Config?.StepsPerLevel),
        new("width", row => row.Config?.Width),
        new("parameters", row => row.Parameters),
        new("exact", row => row.IsExact),
        new("ms", row => row.Milliseconds),
        new("lowerMs", row => row.Time?.Lower),
        new("upperMs", row => row.Time?.Upper),
        new("runs", row => row.Time?.Runs),
        new("launches", row => row.Launches),
        new("operations", row => row.Operations),
        new("sequentialSteps", row => row.Depth),
        new("MiB", row => row.Mebibytes),
        new("timesTheLayer", row => row.Ratio),
        new("measured", row => row.Time is null ? null : true),
        new("note", row => row.Note),
    ];
}
