using FlowCore.Tools.Benching.Tables;

namespace FlowCore.Tools.Benching.Units;

/// <summary>The columns of the table of units.</summary>
internal static class UnitColumns
{
    /// <summary>In order.</summary>
    public static IReadOnlyList<TableColumn<UnitRow>> All { get; } =
    [
        new("unit", row => row.Trial.Name),
        new("exact", row => row.IsExact),
        new("parameters", row => row.IsExact is null ? null : row.Trial.Parameters),
        new("width", row => row.IsExact is null ? null : row.Trial.Config.Width),
        new("steps", row => row.Steps),
        new("batch", row => row.Batch),
        new("seeds", row => row.Scores.Length),
        new("testBits", row => row.Bits),
        new("lowestBits", row => row.Lowest),
        new("highestBits", row => row.Highest),
        new("differingBytes", row => row.DifferingBytes),
        new("images", row => row.Scores.IsEmpty ? null : row.Scores[0].Images),
        new("stepMs", row => row.Times?.Step.Median),
        new("stepLowerMs", row => row.Times?.Step.Lower),
        new("stepUpperMs", row => row.Times?.Step.Upper),
        new("stepRatio", row => row.Times?.StepRatio),
        new("forwardMs", row => row.Times?.Forward.Median),
        new("forwardLowerMs", row => row.Times?.Forward.Lower),
        new("forwardUpperMs", row => row.Times?.Forward.Upper),
        new("forwardRatio", row => row.Times?.ForwardRatio),
        new("sampleMs", row => row.Times?.Sample.Median),
        new("sampleLowerMs", row => row.Times?.Sample.Lower),
        new("sampleUpperMs", row => row.Times?.Sample.Upper),
        new("sampleRatio", row => row.Times?.SampleRatio),
        new("step", row => row.Trial.Config.Step),
        new("note", row => row.Trial.Refusal),
    ];
}
