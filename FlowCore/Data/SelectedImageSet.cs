namespace FlowCore.Data;

/// <summary>Some images of another set, in an order of their own; each keeps its id.</summary>
public sealed class SelectedImageSet : IImageSet
{
    private readonly IImageSet _all;
    private readonly Lazy<int[]> _indices;

    /// <summary>A selection.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="all">Where the images are.</param>
    /// <param name="indices">Which, each inside <c>0…all.Count−1</c>; kept and not copied.</param>
    /// <exception cref="ShapeException">An index is outside.</exception>
    public SelectedImageSet(string name, IImageSet all, int[] indices)
        : this(name, all, indices.Length, () => indices)
    {
        _ = _indices.Value;
    }

    /// <summary>A selection that is made when the first image is asked for: to say how many there are takes no memory.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="all">Where the images are.</param>
    /// <param name="count">How many are selected.</param>
    /// <param name="choose">Gives as many indices, each inside <c>0…all.Count−1</c>; called once at most.</param>
    internal SelectedImageSet(string name, IImageSet all, int count, Func<int[]> choose)
    {
        (Name, _all, Count) = (name, all, count);
        _indices = new Lazy<int[]>(() => Checked(choose()));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ImageShape Shape => _all.Shape;

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Classes => _all.Classes;

    /// <inheritdoc/>
    public int Id(int index) => _all.Id(Mapped(index));

    /// <inheritdoc/>
    public int Label(int index) => _all.Label(Mapped(index));

    /// <inheritdoc/>
    public string NameOf(int index) => _all.NameOf(Mapped(index));

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
        ? _indices.Value[index]
        : throw new ShapeException(Name, $"an index inside 0..{Count}", $"{index}");

    private int[] Checked(int[] indices)
    {
        ShapeException.ThrowIfNot(Count, indices.Length, Name, "indices");
        var outside = Array.FindIndex(indices, index => (uint)index >= (uint)_all.Count);
        return outside < 0
            ? indices
            : throw new ShapeException(Name, $"indices inside 0..{_all.Count}", $"{indices[outside]}");
    }
}
