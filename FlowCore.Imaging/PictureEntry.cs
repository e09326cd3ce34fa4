namespace FlowCore.Imaging;

/// <summary>A picture in a folder.</summary>
/// <param name="Path">The file, relative to the folder, with <c>/</c> between its parts.</param>
/// <param name="Header">What it says before its pixels.</param>
internal readonly record struct PictureEntry(string Path, PictureHeader Header);
