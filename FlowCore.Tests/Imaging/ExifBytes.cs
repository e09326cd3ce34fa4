using System.Buffers.Binary;

namespace FlowCore.Tests.Imaging;

/// <summary>Puts an EXIF directory of one entry, the orientation (tag 0x0112, one SHORT), into files.</summary>
internal static class ExifBytes
{
    public static byte[] Of(int orientation, bool isBigEndian)
    {
        var value = (byte)orientation;
        return isBigEndian
            ? [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0]
            : [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0];
    }

    public static byte[] InJpeg(byte[] file, byte[] exif) =>
        [.. file[..2], 0xFF, 0xE1, 0, (byte)(2 + 6 + exif.Length), .. "Exif\0\0"u8, .. exif, .. file[2..]];

    public static byte[] InPng(byte[] file, byte[] exif) => PngBytes.WithChunk(file, "eXIf"u8, exif);

    /// <summary>A file of one VP8 or VP8L chunk becomes one of the extended kind.</summary>
    public static byte[] InWebP(byte[] file, int height, int width, byte[] exif)
    {
        byte[] extended =
        [
            .. "RIFF\0\0\0\0WEBP"u8,
            .. "VP8X"u8, 10, 0, 0, 0, 8, 0, 0, 0, (byte)(width - 1), 0, 0, (byte)(height - 1), 0, 0,
            .. file[12..],
            .. "EXIF"u8, (byte)exif.Length, 0, 0, 0, .. exif,
        ];
        BinaryPrimitives.WriteInt32LittleEndian(extended.AsSpan(4), extended.Length - 8);
        return extended;
    }
}
