using FlowCore.Backends.Cpu.Caches;
using FlowCore.Backends.Cpu.Memory;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu;

/// <summary>
/// The backend of a machine without a GPU: float32, all cores, <c>Vector512</c> loops that the JIT splits where the
/// hardware is narrower. Every result depends on shapes and values alone: not on the number of threads, and a sample's
/// not on the rest of its batch.
/// </summary>
public sealed unsafe partial class CpuBackend : IBackend
{
    private readonly WorkTeam _team;
    private readonly CpuPool _pool;
    private readonly Workspace _workspace;
    private readonly VectorKernels _kernels;

    /// <summary>A backend with its own threads and memory.</summary>
    /// <param name="threads">Threads to use; 0 for one a core.</param>
    /// <param name="poisonMemory">Fill memory with NaN before it is handed out, to catch reads before writes.</param>
    public CpuBackend(int threads = 0, bool poisonMemory = false)
        : this(threads, poisonMemory, CacheSizes.OfThisMachine, VectorKernels.WidestBits)
    {
    }

    /// <summary>A backend that cuts its work for other caches than this machine's, or for narrower vectors.</summary>
    /// <param name="threads">Threads to use; 0 for one a core.</param>
    /// <param name="poisonMemory">Fill memory with NaN before it is handed out.</param>
    /// <param name="caches">A core's caches.</param>
    /// <param name="vectorBits">Bits of the vectors of products, nets and solves: one of <see cref="VectorKernels.AllBits"/>.</param>
    internal CpuBackend(int threads, bool poisonMemory, CacheSizes caches, int vectorBits)
    {
        _kernels = VectorKernels.Of(vectorBits);
        _team = new WorkTeam(threads > 0 ? threads : Environment.ProcessorCount);
        _pool = new CpuPool(poisonMemory);
        _workspace = new Workspace(_team, new ScratchArena(_pool, poisonMemory), caches);
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"cpu ({_team.Threads} threads, {_kernels.Bits}-bit vectors)");

    /// <inheritdoc/>
    public long MemoryBytes => _pool.Bytes;

    /// <summary>The caches that blocks of work are cut for.</summary>
    public CacheSizes Caches => _workspace.Caches;

    /// <summary>Threads that work on an operation.</summary>
    public int Threads => _team.Threads;

    /// <inheritdoc/>
    public Tensor Allocate(Shape shape) => new(_pool.Rent(shape.Count), shape);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<double> source, Tensor destination)
    {
        HostNumbers.ThrowIfNotAllOf(destination, source.Length);
        HostNumbers.Round(source, new Span<float>(Pointer(destination), source.Length));
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<float> source, Tensor destination)
    {
        HostNumbers.ThrowIfNotAllOf(destination, source.Length);
        source.CopyTo(new Span<float>(Pointer(destination), source.Length));
    }

    /// <inheritdoc/>
    public void Read(Tensor source, Span<double> destination)
    {
        HostNumbers.ThrowIfNotAllOf(source, destination.Length);
        HostNumbers.Widen(new ReadOnlySpan<float>(Pointer(source), destination.Length), destination);
    }

    /// <inheritdoc/>
    public void Read(Tensor source, Span<float> destination)
    {
        HostNumbers.ThrowIfNotAllOf(source, destination.Length);
        new ReadOnlySpan<float>(Pointer(source), destination.Length).CopyTo(destination);
    }

    /// <summary>Returns at once: what was asked for is done when the call that asked returns.</summary>
    public void Synchronize()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _team.Dispose();
        _pool.Dispose();
    }

    private static float* Pointer(Tensor tensor) => CpuStorage.PointerOf(tensor);
}
