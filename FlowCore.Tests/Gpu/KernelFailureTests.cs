using FlowCore.Gpu.Devices;
using FlowCore.Gpu.Kernels;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>A kernel that ILGPU refuses. Each test opens a device of its own, because a refusal spoils ILGPU's context.</summary>
public abstract class KernelFailureTests(DeviceKind kind)
{
    [BackendFact]
    public void A_kernel_that_does_not_compile_is_one_line_with_its_name_the_device_and_the_remedy()
    {
        using var backend = DeviceBackend.OpenAccelerator(new DeviceChoice(kind), poisonMemory: false);
        var failure = Assert.Throws<FlowException>(() => backend.Launcher.Elements(1, default(ThrowingKernel)));
        var device = backend.Name[(backend.Name.IndexOf('(', StringComparison.Ordinal) + 1)..^1];
        Assert.StartsWith($"kernel ThrowingKernel on {device}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(": expected to compile with ILGPU 1.5.3, got: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Update the device's driver, or use DeviceKind.Cpu.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.NotNull(failure.InnerException);
    }

    /// <summary>In the emulator.</summary>
    public sealed class Emulator() : KernelFailureTests(DeviceKind.Emulator);

    /// <summary>Through an OpenCL driver.</summary>
    [NeedsDevice(DeviceKind.OpenCL)]
    public sealed class OpenCL() : KernelFailureTests(DeviceKind.OpenCL);

    /// <summary>On an NVIDIA GPU.</summary>
    [NeedsDevice(DeviceKind.Cuda)]
    public sealed class Cuda() : KernelFailureTests(DeviceKind.Cuda);

    /// <summary>Device code cannot throw.</summary>
    private readonly struct ThrowingKernel : IElementKernel
    {
        public void Run(long index) => throw new InvalidOperationException();
    }
}
