using FlowCore.Data.Formats;

namespace FlowCore.Imaging;

/// <summary>Something about one file that its owner may want to know.</summary>
/// <param name="Path">The file, relative to the folder, with <c>/</c> between its parts.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Line">All of it in one line, the file named.</param>
public sealed record PictureProblem(string Path, PictureProblemKind Kind, string Line)
{
    /// <summary>Whether it keeps a picture out of the set, which a strict reading refuses.</summary>
    public bool IsFault => Kind is PictureProblemKind.Unreadable or PictureProblemKind.TooSmall;

    /// <summary>The same for a report about a folder, with the whole path of the file.</summary>
    internal DataProblem In(string folder)
    {
        var kind = Kind switch
        {
            PictureProblemKind.Unreadable => "unreadable",
            PictureProblemKind.TooSmall => "too small",
            PictureProblemKind.OddSized => "odd-sized",
            PictureProblemKind.NotAPicture => "not a picture",
            PictureProblemKind.Alpha => "alpha",
            PictureProblemKind.SixteenBit => "16-bit",
            _ => "duplicate",
        };
        return new DataProblem(System.IO.Path.Combine(folder, Path), kind, Line);
    }
}
