namespace FlowCore.Data.Formats;

/// <summary>Some of the images that a report is about.</summary>
/// <param name="Path">Where they are.</param>
/// <param name="Split">The part that the data's publisher made them, or null where nothing says it.</param>
/// <param name="Images">How many there are.</param>
/// <param name="Shape"><c>C × H × W</c> of each, as it is stored.</param>
public sealed record DataReportPart(string Path, DataSplit? Split, int Images, ImageShape Shape);
