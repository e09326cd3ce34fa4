using ILGPU;
using ILGPU.Runtime.Cuda;

namespace FlowCore.Gpu.Failures;

/// <summary>The versions that decide what a device can run, in words.</summary>
internal static class DriverVersions
{
    /// <summary>The version of ILGPU that runs.</summary>
    public static string Ilgpu { get; } = $"ILGPU {typeof(Context).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>What decides which PTX a device takes.</summary>
    public static string Of(CudaDevice device) => FormattableString.Invariant(
        $"CUDA {Text(device.DriverVersion)}, SM {device.Architecture?.Major}.{device.Architecture?.Minor}");

    /// <summary>The number of a driver's version.</summary>
    public static string Text(CudaDriverVersion version) => FormattableString.Invariant($"{version.Major}.{version.Minor}");
}
