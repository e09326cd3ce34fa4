using FlowCore.Gpu.Devices;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class DevicesCommandTests
{
    [Fact]
    public void Every_interface_is_listed_with_a_device_or_with_the_reason_why_there_is_none()
    {
        var call = FlowCall.Run("devices");
        Assert.Equal((0, ""), (call.Code, call.Error));
        var lines = call.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^device +name +memory +version +units +state$", lines[0]);
        Assert.Matches(@"^cpu +cpu \(.+GiB.+trains, samples, evaluates$", lines[1]);
        Assert.All(["cuda", "opencl", "ilgpu-cpu"], kind =>
            Assert.Contains(lines, line => line.StartsWith(kind, StringComparison.Ordinal)));
        Assert.All(
            lines.Where(line => line.StartsWith("cuda ", StringComparison.Ordinal) || line.StartsWith("opencl ", StringComparison.Ordinal)),
            line => Assert.Matches("  none: its driver.+", line));
        Assert.Contains(lines, line => line.StartsWith("ilgpu-cpu  CPUAccelerator", StringComparison.Ordinal));
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused_in_the_words_of_the_command_line()
    {
        var call = FlowCall.Run("eval", "nothere", "--device", "cuda:99");
        Assert.Equal(1, call.Code);
        Assert.Matches(
            @"^device cuda:99: expected .+, got .+\. flow devices says what was found; --device cpu always works\.\n$", call.Error);
    }

    [Fact]
    public void The_object_names_what_device_takes()
    {
        var json = FlowCall.Run("devices", "--json").Json();
        var devices = json.GetProperty("devices").EnumerateArray().ToArray();
        Assert.Equal("cpu", devices[0].GetProperty("device").GetString());
        Assert.All(devices, device => DeviceChoice.Parse(device.GetProperty("device").GetString()!));
        Assert.Contains(devices, device => device.GetProperty("device").GetString() == "ilgpu-cpu");
        Assert.Empty(json.GetProperty("selfTest").EnumerateArray());
    }
}
