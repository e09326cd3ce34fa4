using System.Buffers.Binary;

namespace FlowCore.Imaging.Integrity;

/// <summary>
/// The first frame of a GIF: its codes must be valid and come to as many pixels as it says, no more and no fewer. What follows
/// it is not looked at.
/// </summary>
internal static class GifFrame
{
    private const int ScreenFlags = 10, ScreenLength = 13;
    private const int FrameFlags = 8, FrameLength = 9;
    private const byte Extension = 0x21, Frame = 0x2C;

    /// <summary>Refuses a file whose first frame is not whole.</summary>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Check(ReadOnlySpan<byte> file)
    {
        var bytes = new FileBytes(file);
        bytes.Take(PaletteLength(bytes.Take(ScreenLength)[ScreenFlags]));
        var kind = bytes.Next();
        while (kind == Extension)
        {
            bytes.Next();
            Blocks(ref bytes);
            kind = bytes.Next();
        }

        if (kind != Frame)
        {
            throw new InvalidDataException();
        }

        var frame = bytes.Take(FrameLength);
        long height = BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]), width = BinaryPrimitives.ReadUInt16LittleEndian(frame[4..]);
        bytes.Take(PaletteLength(frame[FrameFlags]));
        var literalBits = bytes.Next();
        LzwCodes.Check(Blocks(ref bytes), literalBits, height * width);
    }

    private static int PaletteLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>Blocks of a byte of length and as many of data, up to one of length 0.</summary>
    private static byte[] Blocks(ref FileBytes bytes)
    {
        var data = new List<byte>();
        for (var length = bytes.Next(); length > 0; length = bytes.Next())
        {
            data.AddRange(bytes.Take(length));
        }

        return [.. data];
    }
}
