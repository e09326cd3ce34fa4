using FlowCore.Gpu;
using FlowCore.Gpu.Devices;
using FlowCore.Gpu.SelfTest;

namespace FlowCore.Tools.Devices;

/// <summary>Runs the self-test of a device and shows each verdict when it is there.</summary>
internal static class DeviceTests
{
    /// <summary>All checks on one device; one that cannot be opened has failed.</summary>
    public static IReadOnlyList<DeviceTestResult> Run(string device, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{device}:");
        var results = new List<DeviceTestResult>();
        foreach (var (name, passed, detail) in Verdicts(device))
        {
            output.WriteLine(Failure.OneLine($"  {(passed ? "ok  " : "FAIL")}  {name,-40}  {detail}"));
            results.Add(new DeviceTestResult(device, name, passed, detail));
        }

        return results;
    }

    private static IEnumerable<SelfTestResult> Verdicts(string device)
    {
        GpuBackend? backend = null;
        string? refusal = null;
        try
        {
            backend = GpuBackends.OpenAccelerator(DeviceChoice.Parse(device), poisonMemory: true);
        }
        catch (FlowException failure)
        {
            refusal = failure.Message;
        }

        if (backend is null)
        {
            yield return new SelfTestResult("opens", Passed: false, refusal!);
            yield break;
        }

        using (backend)
        {
            foreach (var result in DeviceSelfTest.Run(backend))
            {
                yield return result;
            }
        }
    }
}
