using System.Runtime.InteropServices;
using FlowCore.Gpu.Launching;
using ILGPU;
using ILGPU.Runtime;

namespace FlowCore.Gpu.Memory;

/// <summary>
/// Copies between the host and a device, in the order of the stream. What goes up passes through memory that the system
/// cannot page out, so that the caller's span is free at once and the copy waits its turn behind the work that is queued.
/// </summary>
internal sealed class Staging : IDisposable
{
    private readonly Accelerator _accelerator;
    private byte[] _pages = [];
    private PageLockScope<byte>? _lock;
    private bool _isBusy;

    public Staging(Accelerator accelerator)
    {
        _accelerator = accelerator;
    }

    private AcceleratorStream Stream => _accelerator.DefaultStream;

    /// <summary>Copies host memory to the device; the span may be reused at once.</summary>
    public void Upload<T>(ReadOnlySpan<T> source, ArrayView<T> destination)
        where T : unmanaged =>
        Upload(source, [], destination.Cast<byte>());

    /// <summary>Copies numbers, and bytes right behind them, in one piece; the spans may be reused at once.</summary>
    public void Upload<T>(ReadOnlySpan<T> numbers, ReadOnlySpan<byte> bytes, ArrayView<byte> destination)
        where T : unmanaged
    {
        var first = MemoryMarshal.AsBytes(numbers);
        var length = checked(first.Length + bytes.Length);
        if (length == 0)
        {
            return;
        }

        if (_isBusy)
        {
            Wait();
        }

        Reserve(length);
        first.CopyTo(_pages);
        bytes.CopyTo(_pages.AsSpan(first.Length));
        Guard(() => destination.CopyFromCPUUnsafeAsync(Stream, ref _pages[0], length));
        _isBusy = true;
    }

    /// <summary>Copies device memory to the host, after all work that was queued.</summary>
    public unsafe void Download<T>(ArrayView<T> source, Span<T> destination)
        where T : unmanaged
    {
        if (destination.IsEmpty)
        {
            return;
        }

        fixed (T* pinned = destination)
        {
            var host = pinned;
            Guard(() => source.CopyToCPUUnsafeAsync(Stream, ref *host, source.Length));
            Wait();
        }
    }

    /// <summary>Waits for all work that was queued; what went wrong in it is thrown here.</summary>
    public void Wait()
    {
        Guard(Stream.Synchronize);
        _isBusy = false;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private void Reserve(int bytes)
    {
        if (bytes <= _pages.Length)
        {
            return;
        }

        _lock?.Dispose();
        _pages = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);

        // Only CUDA has a use for pages that are registered with the driver.
        _lock = _accelerator.AcceleratorType == AcceleratorType.Cuda ? _accelerator.CreatePageLockFromPinned(_pages) : null;
    }

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (AcceleratorException failure)
        {
            throw DeviceFailure.OfWork(_accelerator, failure);
        }
    }
}
