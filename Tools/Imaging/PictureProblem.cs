namespace FlowCore.Tools.Imaging;

/// <summary>Something about one file that its owner may want to know.</summary>
/// <param name="Path">The file, relative to the folder, with <c>/</c> between its parts.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Line">All of it in one line, the file named.</param>
internal sealed record PictureProblem(string Path, PictureProblemKind Kind, string Line)
{
    /// <summary>Whether it keeps a picture out of the set, which a strict reading refuses.</summary>
    public bool IsFault => Kind is PictureProblemKind.Unreadable or PictureProblemKind.TooSmall;
}
