namespace FlowCore.Data;

/// <summary>Another set at fewer bits a pixel: <c>v ≫ (8 − bits)</c>, so the pixels are <c>0…2^bits − 1</c>.</summary>
public sealed class QuantizedImageSet : IImageSet
{
    private const int BitsOfByte = 8;

    private readonly IImageSet _images;
    private readonly int _shift;

    /// <summary>A set at fewer bits.</summary>
    /// <param name="images">Images of 8 bits a pixel.</param>
    /// <param name="bits">1 to 8.</param>
    /// <exception cref="FlowException">The bits are out of range.</exception>
    public QuantizedImageSet(IImageSet images, int bits)
    {
        if (bits is < 1 or > BitsOfByte)
        {
            throw new FlowException("FlowConfig.Bits", "1 to 8", $"{bits}", "");
        }

        (_images, _shift) = (images, BitsOfByte - bits);
    }

    /// <inheritdoc/>
    public string Name => _images.Name;

    /// <inheritdoc/>
    public ImageShape Shape => _images.Shape;

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <summary>The images for a model of some bits: the set itself for 8.</summary>
    /// <inheritdoc cref="QuantizedImageSet(IImageSet, int)"/>
    public static IImageSet Of(IImageSet images, int bits) =>
        bits == BitsOfByte ? images : new QuantizedImageSet(images, bits);

    /// <inheritdoc/>
    public int Classes => _images.Classes;

    /// <inheritdoc/>
    public int Id(int index) => _images.Id(index);

    /// <inheritdoc/>
    public int Label(int index) => _images.Label(index);

    /// <inheritdoc/>
    public string NameOf(int index) => _images.NameOf(index);

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<byte> pixels)
    {
        _images.Read(indices, pixels);
        foreach (ref var pixel in pixels)
        {
            pixel >>= _shift;
        }
    }
}
