using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Outside;

/// <summary>
/// The oracle: every operation of <see cref="IBackend"/> in double, as loops that can be read against the formula in the
/// contract. Nothing here is meant to be fast and nothing is shared with a backend that it judges.
/// </summary>
public partial class ReferenceBackend : IBackend
{
    private readonly ReferencePool _pool = new();

    public string Name => "reference (double)";

    // The pool counts floats, of which a double is two.
    public long MemoryBytes => _pool.Bytes * sizeof(double) / sizeof(float);

    public Tensor Allocate(Shape shape) => new(_pool.Rent(shape.Count), shape);

    public void Write(ReadOnlySpan<double> source, Tensor destination)
    {
        HostNumbers.ThrowIfNotAllOf(destination, source.Length);
        source.CopyTo(Numbers(destination));
    }

    public void Write(ReadOnlySpan<float> source, Tensor destination)
    {
        HostNumbers.ThrowIfNotAllOf(destination, source.Length);
        HostNumbers.Widen(source, Numbers(destination));
    }

    public void Read(Tensor source, Span<double> destination)
    {
        HostNumbers.ThrowIfNotAllOf(source, destination.Length);
        Numbers(source).CopyTo(destination);
    }

    public void Read(Tensor source, Span<float> destination)
    {
        HostNumbers.ThrowIfNotAllOf(source, destination.Length);
        HostNumbers.Round(Numbers(source), destination);
    }

    public void Fill(Tensor x, double value) => Numbers(x).Fill(value);

    public void Copy(Tensor source, Tensor destination)
    {
        ShapeException.ThrowIfNot(source.Shape.Count, destination.Shape.Count, "Copy", "numbers");
        Numbers(source).CopyTo(Numbers(destination));
    }

    public void Synchronize()
    {
    }

    public void Dispose()
    {
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Exactly the numbers of a tensor: a loop that leaves them throws.</summary>
    private Span<double> Numbers(Tensor tensor) =>
        tensor.Storage is ReferenceStorage storage && storage.Pool == _pool
            ? storage.Numbers.AsSpan(checked((int)tensor.Offset), checked((int)tensor.Shape.Count))
            : throw new InvalidOperationException($"Tensor {tensor.Shape} is not in this backend's memory.");

    private ReferenceView View(Tensor tensor) => new(Numbers(tensor), tensor.Shape);

    /// <summary><c>(+)=</c>.</summary>
    private static void Put(ref double destination, double value, bool accumulate) =>
        destination = accumulate ? destination + value : value;
}
