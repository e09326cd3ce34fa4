namespace FlowCore.Gpu.Devices;

/// <summary>A device as its driver describes it.</summary>
/// <param name="Choice">What opens it.</param>
/// <param name="Name">Its own name.</param>
/// <param name="MemoryBytes">Its memory, or null for one that uses the host's.</param>
/// <param name="Version">The versions of its driver and its interface.</param>
/// <param name="Multiprocessors">Its multiprocessors or compute units.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
public sealed record DeviceInfo(
    DeviceChoice Choice, string Name, long? MemoryBytes, string Version, int Multiprocessors, string? Problem);
