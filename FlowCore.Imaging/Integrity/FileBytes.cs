using System.Buffers.Binary;

namespace FlowCore.Imaging.Integrity;

/// <summary>A file that is read from its start; where it ends too early that is the error.</summary>
/// <param name="file">All of it.</param>
internal ref struct FileBytes(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;

    /// <summary>Where the next byte is.</summary>
    public int Position { get; set; }

    /// <summary>The next byte.</summary>
    /// <exception cref="EndOfStreamException">There is none.</exception>
    public byte Next() => Take(1)[0];

    /// <summary>The next two bytes, the upper one first.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public int NextShort() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    /// <summary>The next bytes.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _file.Length - Position)
        {
            throw new EndOfStreamException();
        }

        var taken = _file.Slice(Position, count);
        Position += count;
        return taken;
    }
}
