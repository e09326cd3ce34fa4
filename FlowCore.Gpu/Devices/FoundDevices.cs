namespace FlowCore.Gpu.Devices;

/// <summary>What one programming interface shows.</summary>
/// <param name="Kind">The interface.</param>
/// <param name="Devices">All of its devices, in the order of their numbers.</param>
/// <param name="Problem">Why there are none, or fewer than there should be; or null.</param>
/// <param name="IsFailure">Whether <paramref name="Problem"/> is a fault and not merely a machine without such a device.</param>
internal sealed record FoundDevices(
    DeviceKind Kind, IReadOnlyList<FoundDevice> Devices, string? Problem = null, bool IsFailure = false)
{
    /// <summary>A machine without such devices.</summary>
    public static FoundDevices None(DeviceKind kind, string problem) => new(kind, [], problem);

    /// <summary>An interface that is there and does not work.</summary>
    public static FoundDevices Failed(DeviceKind kind, string problem) => new(kind, [], problem, IsFailure: true);
}
