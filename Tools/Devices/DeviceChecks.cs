using FlowCore.Gpu;
using FlowCore.Gpu.Devices;
using FlowCore.Gpu.SelfTest;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Devices;

/// <summary>The self-test of a device, in this process.</summary>
internal static class DeviceChecks
{
    /// <summary>A device that has kernels to test.</summary>
    /// <exception cref="FlowException">The text names none.</exception>
    public static DeviceChoice Parse(string text)
    {
        var choice = DeviceChoice.Parse(text);
        return choice.Kind is not (DeviceKind.Auto or DeviceKind.Cpu)
            ? choice
            : throw new FlowException("device", "one that has kernels (cuda[:i], opencl[:i] or ilgpu-cpu)", $"'{text}'", "");
    }

    /// <summary>Each verdict when it is there; a device that cannot be opened has one, which it failed.</summary>
    public static IEnumerable<SelfTestResult> Run(DeviceChoice device)
    {
        GpuBackend? backend = null;
        string? refusal = null;
        try
        {
            backend = DeviceBackend.OpenAccelerator(device, poisonMemory: true);
        }
        catch (FlowException failure)
        {
            refusal = FlagNames.In(failure.Message);
        }

        if (backend is null)
        {
            yield return new SelfTestResult("opens", Passed: false, refusal!);
            yield break;
        }

        using (backend)
        {
            foreach (var verdict in DeviceSelfTest.Run(backend))
            {
                yield return verdict with { Detail = FlagNames.In(verdict.Detail) };
            }
        }
    }
}
