using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Gpu;

namespace FlowCore.Tools.Benching;

/// <summary>What a measurement must know of a backend and the contract does not say.</summary>
internal static class BackendExtensions
{
    /// <summary>Waits until the device has done what it was told; a CPU has.</summary>
    public static void Finish(this IBackend backend) => (backend as GpuBackend)?.Synchronize();

    /// <summary>Bytes that it holds from the system.</summary>
    public static long MemoryBytes(this IBackend backend) => backend switch
    {
        CpuBackend cpu => cpu.MemoryBytes,
        GpuBackend gpu => gpu.MemoryBytes,
        _ => throw new ArgumentException($"{backend.Name}: expected a backend that knows its memory.", nameof(backend)),
    };
}
