namespace FlowCore.Files;

/// <summary>
/// Named streams of bytes that grow side by side, in one temporary file beside the file that they will go into: what is written
/// tensor by tensor but comes about batch by batch need not fit into memory. Disposing deletes it; what a killed process leaves is
/// removed by whoever writes that file next.
/// </summary>
internal sealed class BlockSpool : IDisposable
{
    private const int ChunkBytes = 1 << 16;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Dictionary<string, List<(long Start, long Length)>> _blocks = new(StringComparer.Ordinal);

    /// <summary>An empty one.</summary>
    /// <param name="target">The file that the bytes are for.</param>
    /// <exception cref="FlowException">There cannot be a file beside it.</exception>
    public BlockSpool(string target)
    {
        _path = target;
        try
        {
            // Pipes and devices are written into, and nothing can be beside them.
            var real = RealPath.ToWrite(target);
            var kind = FileStatus.Of(real)?.Kind;
            if (kind == FileKind.Folder)
            {
                throw new FlowException(target, "a file that can be written", "a folder", "Choose another file.");
            }

            var beside = kind is FileKind.Pipe or FileKind.CharacterDevice ? Path.Combine(Path.GetTempPath(), "flow") : real;
            _file = new FileStream(TemporaryName.For(beside), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.DeleteOnClose,
                BufferSize = ChunkBytes,
            });
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure) || failure is ArgumentException)
        {
            throw FileFailure.Writing(target, failure);
        }
    }

    /// <summary>Appends bytes to one of the streams.</summary>
    /// <param name="name">Which; a new one begins empty.</param>
    /// <param name="write">Writes the bytes.</param>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public void Append(string name, Action<Stream> write)
    {
        if (!_blocks.TryGetValue(name, out var blocks))
        {
            _blocks.Add(name, blocks = []);
        }

        try
        {
            var start = _file.Seek(0, SeekOrigin.End);
            write(_file);
            blocks.Add((start, _file.Position - start));
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(_path, failure);
        }
    }

    /// <summary>Bytes of a stream so far.</summary>
    public long Length(string name) => _blocks.TryGetValue(name, out var blocks) ? blocks.Sum(block => block.Length) : 0;

    /// <summary>Copies all of a stream.</summary>
    public void CopyTo(string name, Stream destination)
    {
        var chunk = new byte[ChunkBytes];
        foreach (var (start, length) in _blocks.TryGetValue(name, out var blocks) ? blocks : [])
        {
            _file.Position = start;
            for (var left = length; left > 0;)
            {
                var part = chunk.AsSpan(0, (int)Math.Min(left, chunk.Length));
                _file.ReadExactly(part);
                destination.Write(part);
                left -= part.Length;
            }
        }
    }

    /// <summary>Deletes the file.</summary>
    public void Dispose() => _file.Dispose();
}
