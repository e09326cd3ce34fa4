using ILGPU;

namespace FlowCore.Gpu.Memory;

/// <summary>Working memory of one operation, back in the pool when it ends.</summary>
internal readonly struct Scratch : IDisposable
{
    private readonly DeviceStorage _storage;

    public Scratch(DevicePool pool, long count)
    {
        _storage = pool.Rent(count);
        View = _storage.View!.Value.SubView(0, count);
    }

    /// <summary>The floats, with undefined contents.</summary>
    public ArrayView<float> View { get; }

    /// <summary>The same memory as bytes.</summary>
    public ArrayView<byte> Bytes => View.Cast<byte>();

    /// <inheritdoc/>
    public void Dispose() => _storage.Release();
}
