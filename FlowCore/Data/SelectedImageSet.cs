namespace FlowCore.Data;

/// <summary>Some images of another set, in an order of their own; each keeps its id.</summary>
public sealed class SelectedImageSet : IImageSet
{
    private readonly IImageSet _all;
    private readonly int[] _indices;

    /// <summary>A selection.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="all">Where the images are.</param>
    /// <param name="indices">Which, each inside <c>0…all.Count−1</c>; kept and not copied.</param>
    /// <exception cref="ShapeException">An index is outside.</exception>
    public SelectedImageSet(string name, IImageSet all, int[] indices)
    {
        var outside = Array.FindIndex(indices, index => (uint)index >= (uint)all.Count);
        if (outside >= 0)
        {
            throw new ShapeException(name, $"indices inside 0..{all.Count}", $"{indices[outside]}");
        }

        (Name, _all, _indices) = (name, all, indices);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ImageShape Shape => _all.Shape;

    /// <inheritdoc/>
    public int Count => _indices.Length;

    /// <inheritdoc/>
    public int Id(int index) => _all.Id(Mapped(index));

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<byte> pixels)
    {
        var mapped = indices.Length == 1 ? stackalloc int[1] : new int[indices.Length];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = Mapped(indices[i]);
        }

        _all.Read(mapped, pixels);
    }

    private int Mapped(int index) => (uint)index < (uint)Count
        ? _indices[index]
        : throw new ShapeException(Name, $"an index inside 0..{Count}", $"{index}");
}
