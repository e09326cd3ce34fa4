namespace FlowCore.Gpu.Devices;

/// <summary>What ILGPU finds on this machine, and why it finds no more.</summary>
public static class AcceleratorCatalog
{
    /// <summary>Asks every interface; one that fails says so in its group and hides nothing of the others.</summary>
    public static IReadOnlyList<AcceleratorGroup> Find() =>
        [.. new[] { DeviceKind.Cuda, DeviceKind.OpenCL, DeviceKind.Emulator }.Select(DeviceSearch.Find).Select(Describe)];

    private static AcceleratorGroup Describe(FoundDevices found) => new(
        new DeviceChoice(found.Kind).ToString(), [.. found.Devices.Select(device => device.Describe())], found.Problem);
}
