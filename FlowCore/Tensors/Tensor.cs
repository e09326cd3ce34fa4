namespace FlowCore.Tensors;

/// <summary>
/// A contiguous block of numbers in a backend's memory. An opaque handle: only the backend reads or writes it.
/// A view shares the memory of its owner and is valid as long as the owner is.
/// </summary>
public sealed class Tensor : IDisposable
{
    private readonly Tensor? _owner;
    private Storage? _storage;

    /// <summary>A tensor over memory of its own, given back when it is disposed.</summary>
    public Tensor(Storage storage, Shape shape)
    {
        _storage = storage;
        Shape = shape;
    }

    private Tensor(Tensor owner, Shape shape, long offset)
    {
        _owner = owner._owner ?? owner;
        Shape = shape;
        Offset = offset;
    }

    /// <summary>The extents.</summary>
    public Shape Shape { get; }

    /// <summary>Elements from the start of <see cref="Storage"/> to the first of this tensor.</summary>
    public long Offset { get; }

    /// <summary>The memory behind it.</summary>
    /// <exception cref="ObjectDisposedException">The memory has gone back to its pool.</exception>
    public Storage Storage => (_owner is null ? _storage : _owner._storage)
        ?? throw new ObjectDisposedException(nameof(Tensor), $"Tensor {Shape}: its memory has gone back to the pool.");

    /// <summary>A view of some leading-axis slices: for an image tensor, of some channels.</summary>
    /// <param name="start">The first channel.</param>
    /// <param name="count">How many.</param>
    public Tensor Channels(int start, int count)
    {
        if (start < 0 || count < 0 || start > Shape.Channels - count)
        {
            throw new ShapeException("Tensor.Channels", $"a range inside 0..{Shape.Channels}", $"{start}..{start + count}");
        }

        Span<int> extents = [count, Shape[1], Shape[2], Shape[3], Shape[4]];
        var stride = Shape.Channels == 0 ? 0 : Shape.Count / Shape.Channels;
        return new Tensor(this, new Shape(extents[..Shape.Rank]), Offset + (start * stride));
    }

    /// <summary>The same elements under another shape of the same count.</summary>
    public Tensor Reshape(Shape shape)
    {
        ShapeException.ThrowIfNot(Shape.Count, shape.Count, $"Tensor.Reshape {Shape} to {shape}", "elements");
        return new Tensor(this, shape, Offset);
    }

    /// <summary>A view of <paramref name="shape"/> that starts <paramref name="offset"/> elements into this tensor.</summary>
    public Tensor Part(long offset, Shape shape)
    {
        if (offset < 0 || offset > Shape.Count - shape.Count)
        {
            throw new ShapeException("Tensor.Part", $"a range inside 0..{Shape.Count}", $"{offset}..{offset + shape.Count}");
        }

        return new Tensor(this, shape, Offset + offset);
    }

    /// <summary>Gives the memory back; nothing happens for a view.</summary>
    public void Dispose()
    {
        _storage?.Release();
        _storage = null;
    }
}
