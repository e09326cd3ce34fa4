namespace FlowCore.Data.Formats;

/// <summary>
/// One way in which images lie on a disk. A program gives <see cref="DataFormats"/> those it knows; each is recognised by
/// what the files hold and not by what they are called.
/// </summary>
public interface IDataFormat
{
    /// <summary>What <see cref="DataOptions.Format"/> calls it.</summary>
    string Name { get; }

    /// <summary>What it is, as a part of a sentence: <c>CIFAR-10 binary batches</c>.</summary>
    string Summary { get; }

    /// <summary>Whether a folder's subfolders belong to it as well.</summary>
    bool IsNested { get; }

    /// <summary>
    /// Whether a file or folder looks like it, from a few bytes of a few files; a file also when only a folder of such can be
    /// opened.
    /// </summary>
    bool Recognizes(DataPath path);

    /// <summary>
    /// Whether it is at least called like it. Where no format recognises what files hold, this tells which one is to say what
    /// is wrong with them.
    /// </summary>
    bool IsCalled(DataPath path);

    /// <summary>Opens what is there, whether it was recognised or the user says so.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="memory">What may be kept in memory.</param>
    /// <exception cref="FlowException">It is of another kind, or damaged; the line names the file.</exception>
    DataSource Open(DataPath path, MemoryBudget memory);

    /// <summary>Looks at every file and image for what a user should know before training on them.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="memory">What may be kept in memory.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FlowException">It is of another kind, or damaged as a whole; the line names the file.</exception>
    DataReport Check(DataPath path, MemoryBudget memory, CancellationToken cancellation);
}
