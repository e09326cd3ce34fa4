using FlowCore.Gpu.Devices;
using FlowCore.Tests.Support;
using FlowCore.Tests.Tools;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>A batch that no device holds.</summary>
public abstract class DeviceMemoryTests(DeviceKind kind) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [BackendFact]
    public void A_batch_of_a_million_is_one_line_with_the_device_and_the_sizes_and_writes_nothing()
    {
        var call = FlowCall.Run(
            "train", "--device", new DeviceChoice(kind).ToString(), "--batch-size", "1000000", "--out", _folder.PathOf("run"));
        Assert.Matches(
            @"^memory: expected [0-9.]+ GiB at most on [^,]+, got [0-9.]+ GiB\. Use a smaller TrainingOptions\.BatchSize",
            Assert.Single(call.ErrorLines));
        Assert.Equal((1, ""), (call.Code, call.Output));
        Assert.Empty(_folder.Names);
    }

    /// <summary>In the emulator, which has the host's memory.</summary>
    public sealed class Emulator() : DeviceMemoryTests(DeviceKind.Emulator);

    /// <summary>Through an OpenCL driver.</summary>
    [NeedsDevice(DeviceKind.OpenCL)]
    public sealed class OpenCL() : DeviceMemoryTests(DeviceKind.OpenCL);

    /// <summary>On an NVIDIA GPU.</summary>
    [NeedsDevice(DeviceKind.Cuda)]
    public sealed class Cuda() : DeviceMemoryTests(DeviceKind.Cuda);
}
