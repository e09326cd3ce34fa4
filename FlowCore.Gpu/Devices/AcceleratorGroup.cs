namespace FlowCore.Gpu.Devices;

/// <summary>The accelerators that one programming interface shows.</summary>
/// <param name="Kind">The interface: <c>cuda</c>, <c>opencl</c>, or <c>emulator</c> for ILGPU's own.</param>
/// <param name="Accelerators">What it shows.</param>
/// <param name="Problem">Why it shows none, or null.</param>
public sealed record AcceleratorGroup(string Kind, IReadOnlyList<AcceleratorInfo> Accelerators, string? Problem);
