namespace FlowCore.Imaging;

/// <summary>
/// A file for the decoder, whose native code no exception can cross: what goes wrong looks like the end of the file, and is kept.
/// </summary>
/// <param name="file">The file, which stays open.</param>
internal sealed class GuardedStream(Stream file) : Stream
{
    /// <summary>What went wrong first, or null.</summary>
    public IOException? Failure { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; } = file.Length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            file.Position = Position;
            var got = file.Read(buffer);
            Position += got;
            return got;
        }
        catch (IOException failure)
        {
            Failure ??= failure;
            return 0;
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = Math.Clamp(
        offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length }), 0, Length);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
