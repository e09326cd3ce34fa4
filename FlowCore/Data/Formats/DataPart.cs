namespace FlowCore.Data.Formats;

/// <summary>Some of the images of a source, of one file or folder.</summary>
/// <param name="Path">Where they are.</param>
/// <param name="Split">The part that the data's publisher made them, or null where nothing says it.</param>
/// <param name="Images">The images.</param>
public sealed record DataPart(string Path, DataSplit? Split, IImageSet Images);
