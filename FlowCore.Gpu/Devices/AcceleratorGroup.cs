namespace FlowCore.Gpu.Devices;

/// <summary>The accelerators that one programming interface shows.</summary>
/// <param name="Kind">The interface, as a <see cref="DeviceChoice"/> without a number.</param>
/// <param name="Accelerators">What it shows, whether it can be used or not.</param>
/// <param name="Problem">Why it shows none, or fewer than there should be; or null.</param>
public sealed record AcceleratorGroup(string Kind, IReadOnlyList<AcceleratorInfo> Accelerators, string? Problem);
