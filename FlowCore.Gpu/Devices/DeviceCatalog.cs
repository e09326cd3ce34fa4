namespace FlowCore.Gpu.Devices;

/// <summary>What ILGPU finds on this machine, and why it finds no more.</summary>
public static class DeviceCatalog
{
    /// <summary>Asks every interface; one that fails says so in its group and hides nothing of the others.</summary>
    public static IReadOnlyList<DeviceGroup> Find() =>
        [.. new[] { DeviceKind.Cuda, DeviceKind.OpenCL, DeviceKind.Emulator }.Select(DeviceSearch.Find).Select(Describe)];

    private static DeviceGroup Describe(FoundDevices found) =>
        new(found.Kind, [.. found.Devices.Select(device => device.Describe())], found.Problem);
}
