using FlowCore.Gpu.Failures;
using ILGPU.Runtime.Cuda;

namespace FlowCore.Gpu.Devices;

/// <summary>Finds NVIDIA GPUs.</summary>
internal static class CudaSearch
{
    /// <summary>All of them, also those whose driver is too old.</summary>
    public static FoundDevices Find()
    {
        if (!NativeDrivers.Exists(NativeDrivers.Cuda))
        {
            return FoundDevices.None(DeviceKind.Cuda, NativeDrivers.Missing(NativeDrivers.Cuda));
        }

        var status = NativeDrivers.StartCuda();
        if (status == CudaError.CUDA_ERROR_NO_DEVICE)
        {
            return FoundDevices.None(DeviceKind.Cuda, "its driver is there and shows no device");
        }

        if (status != CudaError.CUDA_SUCCESS)
        {
            return FoundDevices.Failed(
                DeviceKind.Cuda, FormattableString.Invariant($"its driver does not start: {status} ({(int)status})"));
        }

        CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.GetDeviceCount(out var shown));
        var devices = CudaDevice.GetDevices(_ => true).Cast<CudaDevice>().Select(Found).ToArray();
        return devices.Length == shown
            ? new FoundDevices(DeviceKind.Cuda, devices)
            : new FoundDevices(
                DeviceKind.Cuda,
                devices,
                $"{DriverVersions.Ilgpu} "
                    + FormattableString.Invariant($"reads {devices.Length} of the {shown} devices that its driver shows"),
                IsFailure: true);
    }

    private static FoundDevice Found(CudaDevice device, int index) => new(
        new DeviceChoice(DeviceKind.Cuda, index),
        device,
        DriverVersions.Of(device),
        IsGpu: true,
        device.InstructionSet is null ? TooOld(device) : null);

    private static string TooOld(CudaDevice device)
    {
        CudaAccelerator.TryGetInstructionSet(
            device.Architecture.GetValueOrDefault(), device.DriverVersion, out var needed, out _);
        return $"expected a driver of CUDA {DriverVersions.Text(needed)} or newer for {DriverVersions.Ilgpu}, "
            + $"got CUDA {DriverVersions.Text(device.DriverVersion)}";
    }
}
