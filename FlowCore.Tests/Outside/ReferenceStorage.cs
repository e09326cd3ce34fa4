using FlowCore.Tensors;

namespace FlowCore.Outside;

/// <summary>Double-precision memory of a <see cref="ReferenceBackend"/>; NaN until it is written.</summary>
public sealed class ReferenceStorage : Storage
{
    private readonly ReferenceBackend _owner;
    private double[]? _numbers;

    public ReferenceStorage(ReferenceBackend owner, long count)
    {
        _owner = owner;
        _numbers = new double[count];
        Array.Fill(_numbers, double.NaN);
        owner.MemoryBytes += sizeof(double) * count;
    }

    /// <summary>The numbers, for the backend that they belong to and as long as both live.</summary>
    public double[] Numbers(ReferenceBackend user)
    {
        ObjectDisposedException.ThrowIf(_owner.IsDisposed, _owner);
        ObjectDisposedException.ThrowIf(_numbers is null, this);
        return ReferenceEquals(user, _owner) ? _numbers : throw new InvalidOperationException("This memory is another backend's.");
    }

    public override void Release()
    {
        _owner.MemoryBytes -= sizeof(double) * (_numbers?.Length ?? 0);
        _numbers = null;
    }
}
