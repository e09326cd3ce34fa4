using FlowCore.Backends.Cpu;
using FlowCore.Gpu.Devices;
using ILGPU.Runtime.CPU;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>Which device is taken, and what is said when it cannot be. The emulator stands in for devices of any kind.</summary>
public sealed class DeviceBackendTests
{
    private const string Remedy = "DeviceCatalog.Find says what was found; DeviceKind.Cpu always works.";

    private static readonly FoundDevices TwoOfThem = new(DeviceKind.Cuda, [Device(0, problem: "expected a, got b"), Device(1)]);

    [Fact]
    public void A_number_names_a_device_and_no_number_the_first_that_can_be_used()
    {
        Assert.Same(TwoOfThem.Devices[1], DeviceBackend.Choose(new DeviceChoice(DeviceKind.Cuda, 1), TwoOfThem));
        Assert.Same(TwoOfThem.Devices[1], DeviceBackend.Choose(new DeviceChoice(DeviceKind.Cuda), TwoOfThem));
    }

    [Theory]
    [InlineData(0, "device cuda:0 (CPUAccelerator): expected a, got b. " + Remedy)]
    [InlineData(2, "device cuda:2: expected a number from 0 to 1, got 2. " + Remedy)]
    public void A_number_without_a_device_that_can_be_used_is_refused(int index, string line) =>
        Assert.Equal(line, Refusal(new DeviceChoice(DeviceKind.Cuda, index), TwoOfThem));

    [Fact]
    public void A_kind_without_devices_is_refused_with_the_reason() => Assert.Equal(
        $"device opencl: expected a device of this kind, got none: because. {Remedy}",
        Refusal(new DeviceChoice(DeviceKind.OpenCL), FoundDevices.None(DeviceKind.OpenCL, "because")));

    [Fact]
    public void A_kind_whose_devices_are_all_refused_is_refused_with_the_firsts_reason() => Assert.Equal(
        $"device cuda:0 (CPUAccelerator): expected a, got b. {Remedy}",
        Refusal(new DeviceChoice(DeviceKind.Cuda), new FoundDevices(DeviceKind.Cuda, [Device(0, problem: "expected a, got b")])));

    [Fact]
    public void Auto_takes_the_first_gpu_and_says_which_it_passed_over()
    {
        var notes = new List<string>();
        using var backend = DeviceBackend.OpenGpu(
            [FoundDevices.Failed(DeviceKind.Cuda, "its driver is broken"), TwoOfThem], notes.Add);
        Assert.NotNull(backend);
        Assert.Equal(
            ["device cuda: its driver is broken.", $"device cuda:0 (CPUAccelerator): expected a, got b. {Remedy}"], notes);
    }

    [Fact]
    public void Auto_takes_no_device_that_is_not_a_gpu_and_is_silent_about_what_a_machine_does_not_have()
    {
        var notes = new List<string>();
        var emulator = DeviceSearch.Find(DeviceKind.Emulator);
        Assert.Null(DeviceBackend.OpenGpu([FoundDevices.None(DeviceKind.Cuda, "no such thing"), emulator], notes.Add));
        Assert.Empty(notes);
    }

    [Fact]
    public void Auto_ends_at_the_cpu()
    {
        if (DeviceBackend.OpenGpu([DeviceSearch.Find(DeviceKind.Cuda), DeviceSearch.Find(DeviceKind.OpenCL)], _ => { }) is { } gpu)
        {
            using (gpu)
            using (var chosen = DeviceBackend.Open(new DeviceChoice(DeviceKind.Auto)))
            {
                Assert.Equal(gpu.Name, chosen.Name);
            }
        }
        else
        {
            using var chosen = DeviceBackend.Open(new DeviceChoice(DeviceKind.Auto), threads: 1);
            Assert.IsType<CpuBackend>(chosen);
            Assert.Contains("1 thread", chosen.Name, StringComparison.Ordinal);
        }
    }

    private static string Refusal(DeviceChoice choice, FoundDevices found) =>
        Assert.Throws<FlowException>(() => DeviceBackend.Choose(choice, found)).Message;

    private static FoundDevice Device(int index, string? problem = null) =>
        new(new DeviceChoice(DeviceKind.Cuda, index), new CPUDevice(2, 1, 1), "made up", IsGpu: true, problem);
}
