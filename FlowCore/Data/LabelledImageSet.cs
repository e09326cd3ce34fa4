namespace FlowCore.Data;

/// <summary>Images of another set, each with the label of its class.</summary>
public sealed class LabelledImageSet : IImageSet
{
    private readonly IImageSet _images;
    private readonly ReadOnlyMemory<int> _labels;

    /// <summary>A set over labels that are kept and not copied.</summary>
    /// <param name="images">The images.</param>
    /// <param name="classes">How many classes there are, at least 1.</param>
    /// <param name="labels"><c>[N]</c>, each inside <c>0…classes−1</c>.</param>
    /// <exception cref="ShapeException">There is not one label an image, or one is outside.</exception>
    public LabelledImageSet(IImageSet images, int classes, ReadOnlyMemory<int> labels)
    {
        ShapeException.ThrowIfNot(images.Count, labels.Length, images.Name, "labels");
        foreach (var label in labels.Span)
        {
            if ((uint)label >= (uint)classes)
            {
                throw new ShapeException(images.Name, $"labels inside 0..{classes}", $"{label}");
            }
        }

        (_images, Classes, _labels) = (images, classes, labels);
    }

    /// <inheritdoc/>
    public string Name => _images.Name;

    /// <inheritdoc/>
    public ImageShape Shape => _images.Shape;

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public int Id(int index) => _images.Id(index);

    /// <inheritdoc/>
    public int Label(int index) => (uint)index < (uint)Count
        ? _labels.Span[index]
        : throw new ShapeException(Name, $"an index inside 0..{Count}", $"{index}");

    /// <inheritdoc/>
    public string NameOf(int index) => _images.NameOf(index);

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<byte> pixels) => _images.Read(indices, pixels);
}
