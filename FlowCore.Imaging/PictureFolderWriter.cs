using FlowCore.Data;
using FlowCore.Files;

namespace FlowCore.Imaging;

/// <summary>
/// Writes images as the pictures of a folder (<see cref="PictureFiles"/>) batch by batch: under a temporary name, which becomes the
/// folder's when all are there. Into a folder that is there already they are moved one by one, and take the place of pictures of
/// their names.
/// </summary>
public sealed class PictureFolderWriter : IDisposable
{
    private readonly string _folder;
    private readonly string _temporary;
    private readonly int _bits;

    /// <summary>A writer of nothing yet.</summary>
    /// <param name="folder">The folder; it and those that it is in are made at the end if they are not there.</param>
    /// <param name="bits">Bits of a pixel; fewer than 8 are spread over 0…255.</param>
    /// <exception cref="FlowException">It is a file.</exception>
    public PictureFolderWriter(string folder, int bits = 8)
    {
        (_folder, _bits) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), bits);
        if (File.Exists(_folder))
        {
            throw new FlowException(folder, "a folder for pictures", "a file", "Choose another.");
        }

        // Where the folder will be, or as near as there is anything: moving to another disk would be copying.
        var beside = _folder;
        while (Path.GetDirectoryName(beside) is { } parent && !Directory.Exists(parent))
        {
            beside = parent;
        }

        _temporary = TemporaryName.For(beside);
    }

    /// <summary>Writes pictures.</summary>
    /// <param name="names">A file name an image, from <see cref="PictureFiles.NamesFor"/>.</param>
    /// <param name="images">The images, of 1 or 3 channels.</param>
    /// <exception cref="FlowException">The images are not gray or RGB, a name leads out of the folder, or a file cannot be written.</exception>
    public void Add(IReadOnlyList<string> names, ImageBatch images) => PictureFiles.Save(_temporary, names, images, _bits);

    /// <summary>Gives the pictures their place.</summary>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public void Complete()
    {
        try
        {
            if (!Directory.Exists(_folder))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_folder)!);
                Directory.Move(_temporary, _folder);
                return;
            }

            // All of them can be moved before the first is.
            var moves = Directory.EnumerateFiles(_temporary, "*", SearchOption.AllDirectories)
                .Select(file => (From: file, To: Path.Combine(_folder, Path.GetRelativePath(_temporary, file)))).ToArray();
            if (Array.Find(moves, move => Directory.Exists(move.To)).To is { } blocked)
            {
                throw new FlowException(blocked, "a picture or nothing", "a folder", "Choose another folder.");
            }

            if (moves.Select(move => Path.GetDirectoryName(move.To)).FirstOrDefault(File.Exists) is { } file)
            {
                throw new FlowException(file, "a folder or nothing", "a file", "Choose another folder.");
            }

            foreach (var (from, to) in moves)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Move(from, to, overwrite: true);
            }
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(_folder, failure);
        }
    }

    /// <summary>Deletes what has not got its place.</summary>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(_temporary))
            {
                Directory.Delete(_temporary, recursive: true);
            }
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            // What brought us here says more, or all pictures are where they belong.
        }
    }
}
