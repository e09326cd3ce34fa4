namespace FlowCore.Gpu.Devices;

/// <summary>An accelerator as its driver describes it.</summary>
/// <param name="Name">The device's own name.</param>
/// <param name="MemoryBytes">Its memory, or null for one that uses the host's.</param>
/// <param name="Multiprocessors">Its multiprocessors or compute units.</param>
/// <param name="Problem">Why kernels could not run on it, or null.</param>
public sealed record AcceleratorInfo(string Name, long? MemoryBytes, int Multiprocessors, string? Problem);
