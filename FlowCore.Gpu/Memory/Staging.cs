using System.Runtime.InteropServices;
using FlowCore.Gpu.Failures;
using ILGPU;
using ILGPU.Runtime;

namespace FlowCore.Gpu.Memory;

/// <summary>
/// Copies between the host and a device, in the order of the stream. What goes up passes through memory that the system
/// cannot page out, so that the caller's span is free at once and the copy waits its turn behind the work that is queued;
/// only when that memory is full does an upload wait for those before it.
/// </summary>
internal sealed class Staging : IDisposable
{
    private const int LeastPages = 1 << 20;
    private const int Alignment = 64;

    private readonly Accelerator _accelerator;
    private byte[] _pages = [];
    private PageLockScope<byte>? _lock;
    private int _used;

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

        if (length > _pages.Length - _used)
        {
            Wait();
            Reserve(length);
        }

        var start = _used;
        first.CopyTo(_pages.AsSpan(start));
        bytes.CopyTo(_pages.AsSpan(start + first.Length));
        Guard(() => destination.CopyFromCPUUnsafeAsync(Stream, ref _pages[start], length));
        _used = (int)Math.Min(_pages.Length, (start + (long)length + Alignment - 1) / Alignment * Alignment);
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
        _used = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Unlock();

    private void Reserve(int bytes)
    {
        if (bytes <= _pages.Length)
        {
            return;
        }

        Unlock();
        _pages = GC.AllocateUninitializedArray<byte>(Math.Max(bytes, LeastPages), pinned: true);
        if (_accelerator.AcceleratorType == AcceleratorType.Cuda)
        {
            Lock();
        }
    }

    // Only CUDA has a use for pages that are registered with the driver, and copies without that too: a limit on locked pages
    // is no failure. Unlike other calls, this one does not bind the device to the thread.
    private void Lock()
    {
        try
        {
            _accelerator.Bind();
            _lock = _accelerator.CreatePageLockFromPinned(_pages);
        }
        catch (AcceleratorException)
        {
            _lock = null;
        }
    }

    private void Unlock()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private void Guard(Action work) => DeviceFailure.Guard(_accelerator, work);
}
