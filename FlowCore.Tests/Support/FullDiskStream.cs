namespace FlowCore.Tests.Support;

/// <summary>A disk with room for some more bytes: what fits is written, then writing fails as it does on a full disk.</summary>
public sealed class FullDiskStream(Stream inner, long room) : Stream
{
    /// <summary>Bytes that still fit.</summary>
    public long Room { get; set; } = room;

    /// <summary>Whether cutting the file fails too.</summary>
    public bool IsBroken { get; set; }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value)
    {
        if (IsBroken)
        {
            throw new IOException("Input/output error");
        }

        inner.SetLength(value);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var part = (int)Math.Min(count, Room);
        inner.Write(buffer, offset, part);
        Room -= part;
        if (part < count)
        {
            throw new IOException("No space left on device");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
