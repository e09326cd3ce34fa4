namespace FlowCore.Data.Files;

/// <summary>Where the images of a file lie: image i begins at <c>Offset + i·Stride</c> and takes <c>C·H·W</c> bytes.</summary>
/// <param name="Shape"><c>C × H × W</c> of one image.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Offset">The first byte of the first image.</param>
/// <param name="Stride">Bytes from one image to the next: its own, and what stands between them.</param>
/// <param name="Interleaved">Whether a pixel's channels are neighbours, <c>[H, W, C]</c>, and not planes <c>[C, H, W]</c>.</param>
internal readonly record struct PixelLayout(ImageShape Shape, int Count, long Offset, int Stride, bool Interleaved = false)
{
    /// <summary>Bytes of all pixels, <c>N·C·H·W</c>.</summary>
    public long Pixels => (long)Count * Shape.Dimensions;

    /// <summary>Refuses another length than that of a header and the images after it, one after the other.</summary>
    /// <exception cref="FlowException">It is another.</exception>
    public void ThrowIfNot(long length, string name)
    {
        var expected = Offset + Pixels;
        if (length != expected)
        {
            throw new FlowException(
                name,
                $"{expected} bytes ({Count} images of {Shape} after {Offset} bytes of header)",
                $"{length} bytes",
                length < expected ? "The file is cut short; fetch it again." : "The header or the end is damaged; fetch it again.");
        }
    }

    /// <summary>Copies one image from the file's order to <c>[C, H, W]</c>.</summary>
    public void ToPlanes(ReadOnlySpan<byte> image, Span<byte> planes)
    {
        if (!Interleaved || Shape.Channels == 1)
        {
            image.CopyTo(planes);
            return;
        }

        var (channels, plane) = (Shape.Channels, Shape.Plane);
        for (var channel = 0; channel < channels; channel++)
        {
            var target = planes.Slice(channel * plane, plane);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = image[(i * channels) + channel];
            }
        }
    }
}
