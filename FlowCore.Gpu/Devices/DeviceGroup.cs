namespace FlowCore.Gpu.Devices;

/// <summary>The devices that one programming interface shows.</summary>
/// <param name="Kind">The interface.</param>
/// <param name="Devices">What it shows, whether it can be used or not.</param>
/// <param name="Problem">Why it shows none, or fewer than there should be; or null.</param>
public sealed record DeviceGroup(DeviceKind Kind, IReadOnlyList<DeviceInfo> Devices, string? Problem);
