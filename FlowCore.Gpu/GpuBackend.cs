using FlowCore.Backends;
using FlowCore.Gpu.Failures;
using FlowCore.Gpu.Launching;
using FlowCore.Gpu.Memory;
using FlowCore.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace FlowCore.Gpu;

/// <summary>
/// The backend of an accelerator: every operation is one or two launches of a kernel in <c>Kernels/</c>, in order on one
/// stream, and only what a caller reads is waited for. Float32 throughout; sums have a fixed order and no atomics, so the
/// same seed on the same device gives the same bits, and a sample's results do not depend on its batch.
/// </summary>
public sealed partial class GpuBackend : IBackend
{
    private readonly Context? _context;
    private readonly Accelerator _accelerator;
    private readonly LaunchProfile _profile;
    private readonly Launcher _launcher;
    private readonly DevicePool _pool;
    private readonly Staging _staging;
    private readonly Func<bool> _sharedMemoryCheck;
    private bool? _sharesMemory;
    private bool _isDisposed;

    /// <summary>A backend on an accelerator.</summary>
    /// <param name="context">The context that it was made in, which the backend owns as it does the accelerator, or null for neither.</param>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="profile">How work is cut, or null for the device's own profile.</param>
    /// <param name="poisonMemory">Whether memory is NaN until it is written.</param>
    /// <param name="sharedMemoryCheck">Whether threads may share memory, or null where the profile is to be believed.</param>
    internal GpuBackend(
        Context? context,
        Accelerator accelerator,
        LaunchProfile? profile = null,
        bool poisonMemory = false,
        Func<bool>? sharedMemoryCheck = null)
    {
        (_context, _accelerator) = (context, accelerator);
        _profile = profile ?? LaunchProfile.Of(accelerator);
        _launcher = new Launcher(accelerator, _profile);
        _pool = new DevicePool(accelerator, poisonMemory);
        _staging = new Staging(accelerator);
        _sharedMemoryCheck = sharedMemoryCheck ?? (static () => true);
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"{Interface} ({_accelerator.Name})");

    /// <inheritdoc/>
    public long MemoryBytes => _pool.Bytes;

    /// <summary>Kernels launched so far.</summary>
    public long Launches => _launcher.Count;

    /// <summary>Whether it is made for a debugger and not for speed.</summary>
    internal bool IsEmulator => _accelerator.AcceleratorType == AcceleratorType.CPU;

    /// <summary>What launches its kernels.</summary>
    internal Launcher Launcher => _launcher;

    /// <summary>How its work is cut.</summary>
    internal LaunchProfile Profile => _profile;

    /// <summary>
    /// Whether threads of a group may share memory on this device: tiles and rings in shared memory are for those that may.
    /// The device is tried when the first of them is wanted.
    /// </summary>
    internal bool SharesMemory => _sharesMemory ??= _profile.SharesMemory && _sharedMemoryCheck();

    private string Interface => _accelerator.AcceleratorType switch
    {
        AcceleratorType.Cuda => "cuda",
        AcceleratorType.OpenCL => "opencl",
        _ => "ilgpu-cpu",
    };

    /// <inheritdoc/>
    public Tensor Allocate(Shape shape) => new(_pool.Rent(shape.Count), shape);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<double> source, Tensor destination)
    {
        HostNumbers.ThrowIfNotAllOf(destination, source.Length);
        var floats = new float[source.Length];
        HostNumbers.Round(source, floats);
        _staging.Upload<float>(floats, View(destination));
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<float> source, Tensor destination)
    {
        HostNumbers.ThrowIfNotAllOf(destination, source.Length);
        _staging.Upload(source, View(destination));
    }

    /// <inheritdoc/>
    public void Read(Tensor source, Span<double> destination)
    {
        HostNumbers.ThrowIfNotAllOf(source, destination.Length);
        var floats = new float[destination.Length];
        _staging.Download(View(source), floats.AsSpan());
        HostNumbers.Widen(floats, destination);
    }

    /// <inheritdoc/>
    public void Read(Tensor source, Span<float> destination)
    {
        HostNumbers.ThrowIfNotAllOf(source, destination.Length);
        _staging.Download(View(source), destination);
    }

    /// <inheritdoc/>
    public void Synchronize() => _staging.Wait();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;

        // Copies may still read the staging's memory.
        DeviceFailure.Release(_staging.Wait);
        _pool.Dispose();
        DeviceFailure.Release(_staging.Dispose);
        if (_context is not null)
        {
            DeviceFailure.Release(_accelerator.Dispose);
            DeviceFailure.Release(_context.Dispose);
        }
    }

    /// <summary>Working memory with undefined contents.</summary>
    private Scratch Rent(long count) => new(_pool, count);

    /// <summary>The memory behind a tensor of this backend.</summary>
    internal static ArrayView<float> View(Tensor tensor) =>
        tensor.Storage is DeviceStorage { View: { } view }
            ? view.SubView(tensor.Offset, tensor.Shape.Count)
            : throw new ObjectDisposedException(nameof(GpuBackend), $"Tensor {tensor.Shape}: not in this backend's memory.");
}
