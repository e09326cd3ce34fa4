using FlowCore.Gpu.Devices;
using Xunit;

namespace FlowCore.Tests.Gpu;

public sealed class DeviceChoiceTests
{
    [Theory]
    [InlineData("auto", DeviceKind.Auto, null)]
    [InlineData("cpu", DeviceKind.Cpu, null)]
    [InlineData("ilgpu-cpu", DeviceKind.Emulator, null)]
    [InlineData("cuda", DeviceKind.Cuda, null)]
    [InlineData("cuda:0", DeviceKind.Cuda, 0)]
    [InlineData("opencl:12", DeviceKind.OpenCL, 12)]
    public void A_choice_is_read_and_written_alike(string text, DeviceKind kind, int? index)
    {
        Assert.Equal(new DeviceChoice(kind, index), DeviceChoice.Parse(text));
        Assert.Equal(text, new DeviceChoice(kind, index).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CUDA")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:1:2")]
    [InlineData("opencl:99999999999")]
    [InlineData("cpu:0")]
    [InlineData("ilgpu-cpu:0")]
    [InlineData("auto:0")]
    public void Anything_else_is_refused_with_what_may_be_written(string text) => Assert.Equal(
        $"DeviceChoice.Parse: expected auto, cpu, cuda[:i], opencl[:i] or ilgpu-cpu, got '{text}'. DeviceCatalog.Find lists what this machine has.",
        Assert.Throws<FlowException>(() => DeviceChoice.Parse(text)).Message);
}
