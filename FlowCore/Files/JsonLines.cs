using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FlowCore.Files;

/// <summary>
/// Appends JSON objects to a file, one a line (JSON Lines). The file holds whole lines only: a line that could not be
/// written in full is taken back, and one that a crash cut short is removed when the file is opened again.
/// </summary>
public sealed class JsonLines : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _path;
    private Stream _stream;
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Opens a file to append to, or creates it.</summary>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public JsonLines(string path)
        : this(path, Open(path))
    {
    }

    /// <summary>Appends to a stream that can be read, written, cut and sought in.</summary>
    internal JsonLines(string path, Stream stream)
    {
        _path = path;
        _stream = stream;
        _stream.SetLength(WholeLines(stream));
        _stream.Position = _stream.Length;
    }

    /// <summary>Appends one line and hands it to the operating system.</summary>
    /// <param name="members">Writes the members of the object; the braces are written here.</param>
    /// <exception cref="FlowException">The line could not be written; the file ends where it ended before.</exception>
    /// <exception cref="ArgumentException">A number is not finite; nothing was written.</exception>
    public void Write(Action<Utf8JsonWriter> members)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        PutBack();
        var end = _stream.Position;
        try
        {
            _stream.Write(_line.WrittenSpan);
            _stream.Flush();
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            TakeBack(end);
            throw FileFailure.Writing(_path, failure);
        }
    }

    /// <summary>
    /// Makes the file again if it was deleted or moved away meanwhile; nothing of it is lost, as it is open. Each line does so
    /// first.
    /// </summary>
    /// <exception cref="FlowException">The operating system refused: its folder is gone too.</exception>
    public void PutBack()
    {
        if (_stream is not FileStream open || File.Exists(_path))
        {
            return;
        }

        var copy = Open(_path);
        try
        {
            open.Position = 0;
            open.CopyTo(copy);
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            copy.Dispose();
            throw FileFailure.Writing(_path, failure);
        }

        open.Dispose();
        _stream = copy;
    }

    /// <summary>Removes the first line that is not to stay, and all after it.</summary>
    /// <param name="stays">Whether a line stays, without its end; asked of each line in order until one does not.</param>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public void Cut(Func<ReadOnlyMemory<byte>, bool> stays)
    {
        try
        {
            _stream.SetLength(LineCut.Find(_stream, stays));
            _stream.Position = _stream.Length;
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(_path, failure);
        }
    }

    /// <summary>Returns once all lines are on the disk, so that no power cut takes them back.</summary>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public void FlushToDisk()
    {
        try
        {
            (_stream as FileStream)?.Flush(flushToDisk: true);
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(_path, failure);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static FileStream Open(string path)
    {
        try
        {
            // No buffer: what fails must fail in Write, and a reader must see each line as soon as it is there.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.Writing(path, failure);
        }
    }

    private static long WholeLines(Stream stream)
    {
        Span<byte> block = stackalloc byte[4096];
        for (var end = stream.Length; end > 0;)
        {
            var start = Math.Max(0, end - block.Length);
            var part = block[..(int)(end - start)];
            stream.Position = start;
            stream.ReadExactly(part);
            var newline = part.LastIndexOf((byte)'\n');
            if (newline >= 0)
            {
                return start + newline + 1;
            }

            end = start;
        }

        return 0;
    }

    private void TakeBack(long end)
    {
        try
        {
            _stream.SetLength(end);
            _stream.Position = end;
        }
        catch (IOException)
        {
            // The first failure is the one to report; the next opening removes the partial line.
        }
    }
}
