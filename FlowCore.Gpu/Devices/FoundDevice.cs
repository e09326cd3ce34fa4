using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace FlowCore.Gpu.Devices;

/// <summary>A device that a driver shows.</summary>
/// <param name="Choice">What a user writes for it.</param>
/// <param name="Device">The device as ILGPU knows it.</param>
/// <param name="Version">The versions that decide what it can run, for people.</param>
/// <param name="IsGpu">Whether it is faster than the SIMD backend of this machine can be.</param>
/// <param name="Problem">Why it cannot be used, as <c>expected …, got …</c>, or null.</param>
internal sealed record FoundDevice(DeviceChoice Choice, Device Device, string Version, bool IsGpu, string? Problem)
{
    /// <summary>What is said of it to the outside.</summary>
    public DeviceInfo Describe() => new(
        Choice,
        Device.Name,
        Device is CPUDevice ? null : Device.MemorySize,
        Version,
        Device.NumMultiprocessors,
        Problem);
}
