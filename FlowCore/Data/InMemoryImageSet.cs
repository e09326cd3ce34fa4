namespace FlowCore.Data;

/// <summary>Images that are all in memory, or a run of them that shares the memory of the whole.</summary>
public sealed class InMemoryImageSet : IImageSet
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly int _firstId;

    /// <summary>A set over pixels that are kept and not copied; the ids are 0, 1, 2, ….</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="shape"><c>C × H × W</c> of one image.</param>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major.</param>
    /// <exception cref="ShapeException">The shape is empty or the pixels are not whole images.</exception>
    public InMemoryImageSet(string name, ImageShape shape, ReadOnlyMemory<byte> pixels)
        : this(name, shape, pixels, firstId: 0)
    {
        if (shape.Channels < 1 || shape.Height < 1 || shape.Width < 1)
        {
            throw new ShapeException(name, "images of at least 1×1×1", $"{shape}");
        }

        if (pixels.Length % shape.Dimensions != 0)
        {
            throw new ShapeException(name, $"whole images of {shape.Dimensions} pixels", $"{pixels.Length} pixels");
        }
    }

    private InMemoryImageSet(string name, ImageShape shape, ReadOnlyMemory<byte> pixels, int firstId)
    {
        Name = name;
        Shape = shape;
        _pixels = pixels;
        _firstId = firstId;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public int Count => _pixels.Length / Shape.Dimensions;

    /// <summary>A run of the images over the same memory; each keeps the id it has here.</summary>
    /// <param name="name">What messages call the run.</param>
    /// <param name="start">Its first image.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ShapeException">The run is not inside this set.</exception>
    public InMemoryImageSet Slice(string name, int start, int count)
    {
        if (start < 0 || count < 0 || start > Count - count)
        {
            throw new ShapeException($"{Name}.Slice", $"a range inside 0..{Count}", $"{start}..{(long)start + count}");
        }

        var pixels = _pixels.Slice(start * Shape.Dimensions, count * Shape.Dimensions);
        return new InMemoryImageSet(name, Shape, pixels, _firstId + start);
    }

    /// <inheritdoc/>
    public int Id(int index) => _firstId + Checked(index);

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<byte> pixels)
    {
        var size = Shape.Dimensions;
        var expected = (long)indices.Length * size;
        ShapeException.ThrowIfNot(expected, pixels.Length, $"{Name}.Read of {indices.Length} images", "pixels");
        for (var i = 0; i < indices.Length; i++)
        {
            _pixels.Span.Slice(Checked(indices[i]) * size, size).CopyTo(pixels[(i * size)..]);
        }
    }

    private int Checked(int index) => (uint)index < (uint)Count
        ? index
        : throw new ShapeException(Name, $"an index inside 0..{Count}", $"{index}");
}
