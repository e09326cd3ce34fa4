namespace FlowCore.Data.Numpy;

/// <summary>One file of a zip archive, as its directory has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">How it is packed: <see cref="Stored"/> or <see cref="Deflated"/>, or something else.</param>
/// <param name="IsEncrypted">Whether it needs a password.</param>
/// <param name="Crc">The check sum of what it unpacks to.</param>
/// <param name="PackedLength">Bytes in the archive.</param>
/// <param name="Length">Bytes when unpacked.</param>
/// <param name="HeaderOffset">Where its own header begins, which stands before its bytes.</param>
internal sealed record ZipEntry(
    string Name, int Method, bool IsEncrypted, uint Crc, long PackedLength, long Length, long HeaderOffset)
{
    /// <summary>The bytes as they are.</summary>
    public const int Stored = 0;

    /// <summary>Packed with deflate.</summary>
    public const int Deflated = 8;
}
