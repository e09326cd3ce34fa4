namespace FlowCore.Data.Formats;

/// <summary>Something about a file that a user should know before training on it.</summary>
/// <param name="File">Which file, or which image of it.</param>
/// <param name="Kind">What it is, in a word: <c>unreadable</c>, <c>duplicate</c>.</param>
/// <param name="Line">All of it in one line, the file named.</param>
public sealed record DataProblem(string File, string Kind, string Line)
{
    /// <summary>The kind of files and folders with images that belong to no part of a data set that has parts.</summary>
    public const string LeftOut = "left out";
}
