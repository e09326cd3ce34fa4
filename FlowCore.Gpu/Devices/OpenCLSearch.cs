using System.Reflection;
using FlowCore.Gpu.Failures;
using ILGPU.Runtime.OpenCL;

namespace FlowCore.Gpu.Devices;

/// <summary>Finds devices with an OpenCL driver.</summary>
internal static class OpenCLSearch
{
    /// <summary>
    /// Set to 1 it admits devices without the generic address space, which ILGPU asks for and which kernels here do not
    /// use: for PoCL, a CPU as an OpenCL device, and for testing.
    /// </summary>
    public const string UncheckedVariable = "FLOW_OPENCL_UNCHECKED";

    /// <summary>All of them, also those that ILGPU refuses.</summary>
    public static FoundDevices Find()
    {
        if (!NativeDrivers.Exists(NativeDrivers.OpenCL))
        {
            return FoundDevices.None(DeviceKind.OpenCL, NativeDrivers.Missing(NativeDrivers.OpenCL));
        }

        var (status, platforms) = NativeDrivers.CountOpenCLPlatforms();
        if (platforms == 0)
        {
            return FoundDevices.None(
                DeviceKind.OpenCL, FormattableString.Invariant($"its loader finds no vendor's driver ({(int)status})"));
        }

        var devices = CLDevice.GetDevices(_ => true).Cast<CLDevice>().Select(Found).ToArray();
        return devices.Length > 0
            ? new FoundDevices(DeviceKind.OpenCL, devices)
            : FoundDevices.None(DeviceKind.OpenCL, "its drivers are there and show no device that ILGPU reads");
    }

    private static FoundDevice Found(CLDevice device, int index)
    {
        var driver = CLAPI.CurrentAPI.GetDeviceInfo(device.DeviceId, CLDeviceInfoType.CL_DRIVER_VERSION);
        return new FoundDevice(
            new DeviceChoice(DeviceKind.OpenCL, index),
            device,
            $"OpenCL {device.DeviceVersion}, driver {driver}",
            device.DeviceType == CLDeviceType.CL_DEVICE_TYPE_GPU,
            device.Capabilities.GenericAddressSpace || Admit(device)
                ? null
                : $"expected the generic address space, which {DriverVersions.Ilgpu} asks for, got a driver without it "
                    + $"({UncheckedVariable}=1 tries all the same)");
    }

    private static bool Admit(CLDevice device)
    {
        if (Environment.GetEnvironmentVariable(UncheckedVariable) != "1")
        {
            return false;
        }

        // The property's setter is internal, and only on the class that declares it.
        var set = typeof(CLCapabilityContext)
            .GetProperty(nameof(CLCapabilityContext.GenericAddressSpace), BindingFlags.Instance | BindingFlags.Public)?
            .DeclaringType!.GetProperty(nameof(CLCapabilityContext.GenericAddressSpace))!.GetSetMethod(nonPublic: true);
        set?.Invoke(device.Capabilities, [true]);
        return set is not null;
    }
}
