using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class DevicesCommandTests
{
    [Fact]
    public void Every_interface_is_listed_with_a_device_or_with_the_reason_why_there_is_none()
    {
        var call = FlowCall.Run("devices");
        Assert.Equal((0, ""), (call.Code, call.Error));
        var lines = call.Output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("cpu: cpu (", StringComparison.Ordinal));
        Assert.All(["cuda", "opencl", "emulator"], kind =>
            Assert.Contains(lines, line => line.StartsWith($"{kind}: ", StringComparison.Ordinal)));
        Assert.All(
            lines.Where(line => line.Contains(": none;", StringComparison.Ordinal)),
            line => Assert.Matches("; (its driver|ILGPU failed: ).+", line));
        Assert.Contains(lines, line => line.StartsWith("emulator: CPUAccelerator", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Only the CPU trains so far", StringComparison.Ordinal));
    }
}
