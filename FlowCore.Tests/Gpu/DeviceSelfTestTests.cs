using FlowCore.Gpu.SelfTest;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Gpu;

public sealed class DeviceSelfTestTests(OpenDevice.Emulator device) : IClassFixture<OpenDevice.Emulator>
{
    public static TheoryData<string> Checks { get; } = new(DeviceSelfTest.Checks.Select(check => check.Name));

    [Theory]
    [MemberData(nameof(Checks))]
    public void The_emulator_passes(string name)
    {
        var result = DeviceSelfTest.Run(DeviceSelfTest.Checks.Single(check => check.Name == name), device.Backend);
        Assert.True(result.Passed, result.Detail);
    }

    [Fact]
    public void A_wrong_number_is_seen_and_counted()
    {
        Assert.Equal((false, "1 of 3 numbers are not the host's"), LoopChecks.Compare([1, 2, 3], [1, 2, 4]));
        Assert.Equal((true, "3 numbers, the host's"), LoopChecks.Compare([1, 2, 3], [1, 2, 3]));
    }

    [Fact]
    public void A_device_that_refuses_a_check_has_failed_it() => Assert.Equal(
        new SelfTestResult("refused", Passed: false, "a line."),
        DeviceSelfTest.Run(new SelfCheck("refused", _ => throw new FlowException("a line.")), device.Backend));

    [Fact]
    public void What_a_flow_computes_depends_on_its_weights_and_is_finite()
    {
        using var cpu = new FlowCore.Backends.Cpu.CpuBackend(threads: 1);
        var flow = SmallFlow.Run(cpu);
        Assert.All((double[][])[flow.LogDensity, flow.Latents, flow.Pixels, flow.Gradient], numbers =>
        {
            Assert.All(numbers, number => Assert.True(double.IsFinite(number)));
            Assert.True(numbers.Distinct().Count() > numbers.Length / 2);
        });
    }
}
