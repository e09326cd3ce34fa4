using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FlowCore.Evaluation;

/// <summary>
/// Which pixels were scored, whatever the data is called: the SHA-256 of channels, height and width as 32-bit little-endian
/// integers, and of the images' bytes <c>[N, C, H, W]</c> in their order.
/// </summary>
internal sealed class PixelHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Of images of a shape, of which there are none yet.</summary>
    public PixelHash(ImageShape shape)
    {
        Span<byte> extents = stackalloc byte[3 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(extents, shape.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(extents[sizeof(int)..], shape.Height);
        BinaryPrimitives.WriteInt32LittleEndian(extents[(2 * sizeof(int))..], shape.Width);
        _hash.AppendData(extents);
    }

    /// <summary>The hash so far in 64 hexadecimal digits.</summary>
    public string Value => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Takes the next images.</summary>
    /// <param name="pixels"><c>[N, C, H, W]</c>.</param>
    public void Add(ReadOnlySpan<byte> pixels) => _hash.AppendData(pixels);

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
