using FlowCore.Gpu.Failures;
using ILGPU.Runtime.CPU;

namespace FlowCore.Gpu.Devices;

/// <summary>
/// Asks a programming interface for its devices. ILGPU's own search passes over every error in silence; here each becomes
/// the reason why there is no device.
/// </summary>
internal static class DeviceSearch
{
    // PoCL reads its devices at the first call, and a second thread that asks meanwhile gets names that are not there yet.
    private static readonly Lock Gate = new();

    /// <summary>All devices of one interface. It does not throw.</summary>
    public static FoundDevices Find(DeviceKind kind)
    {
        try
        {
            lock (Gate)
            {
                NativeDrivers.EnsureFound();
                return kind switch
                {
                    DeviceKind.Cuda => CudaSearch.Find(),
                    DeviceKind.OpenCL => OpenCLSearch.Find(),
                    _ => new FoundDevices(DeviceKind.Emulator, [Emulator()]),
                };
            }
        }
        catch (Exception failure)
        {
            // Native code is behind this: whatever it throws is news about one interface and no more.
            return FoundDevices.Failed(kind, $"{DriverVersions.Ilgpu} cannot read its devices: {DeviceFailure.FirstLine(failure)}");
        }
    }

    // Two threads of one group: each is a thread of the system, and a barrier costs as many switches.
    private static FoundDevice Emulator() => new(
        new DeviceChoice(DeviceKind.Emulator), new CPUDevice(2, 1, 1), DriverVersions.Ilgpu, IsGpu: false, Problem: null);
}
