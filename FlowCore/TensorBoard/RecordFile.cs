using System.Buffers;
using System.Buffers.Binary;
using FlowCore.Files;

namespace FlowCore.TensorBoard;

/// <summary>Appends records to a file that nobody else has; it holds whole records only.</summary>
internal sealed class RecordFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly ArrayBufferWriter<byte> _record = new();

    /// <summary>Makes a file that is not there yet.</summary>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public RecordFile(string path)
    {
        _path = path;
        try
        {
            // No buffer: what fails must fail in Append, and TensorBoard reads along.
            _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.Writing(path, failure);
        }
    }

    /// <summary>Appends one record and hands it to the operating system.</summary>
    /// <exception cref="FlowException">It could not be written; the file ends where it ended before.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _record.ResetWrittenCount();
        RecordFraming.WriteHead(bytes.Length, _record.GetSpan(RecordFraming.HeadLength));
        _record.Advance(RecordFraming.HeadLength);
        _record.Write(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(_record.GetSpan(RecordFraming.TailLength), RecordFraming.MaskedCrc(bytes));
        _record.Advance(RecordFraming.TailLength);
        var end = _stream.Position;
        try
        {
            _stream.Write(_record.WrittenSpan);
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            TakeBack(end);
            throw FileFailure.Writing(_path, failure);
        }
    }

    /// <summary>Removes the record at the end of a file that a killed process could not write in full.</summary>
    /// <exception cref="FlowException">The file cannot be read or written.</exception>
    public static void CutTornRecord(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            var (whole, head) = (0L, new byte[RecordFraming.HeadLength]);
            while (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
                && RecordFraming.LengthOf(head) is { } length
                && whole + RecordFraming.HeadLength + length + RecordFraming.TailLength is var next
                && next <= stream.Length)
            {
                stream.Position = whole = next;
            }

            if (whole < stream.Length)
            {
                stream.SetLength(whole);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.Writing(path, failure);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private void TakeBack(long end)
    {
        try
        {
            _stream.SetLength(end);
            _stream.Position = end;
        }
        catch (IOException)
        {
            // The first failure is the one to report; the next start removes the torn record.
        }
    }
}
