namespace FlowCore.Gpu.SelfTest;

/// <summary>A short conformance set that shows within seconds whether a device computes what the host does.</summary>
internal static class DeviceSelfTest
{
    /// <summary>All checks, cheapest first.</summary>
    public static IReadOnlyList<SelfCheck> Checks { get; } = [.. LoopChecks.All, .. SumChecks.All, .. FlowChecks.All];

    /// <summary>Runs all checks, each as it is asked for; one that fails stops none of the others.</summary>
    public static IEnumerable<SelfTestResult> Run(GpuBackend backend) => Checks.Select(check => Run(check, backend));

    /// <summary>Runs one check; a device that refuses it has failed it.</summary>
    internal static SelfTestResult Run(SelfCheck check, GpuBackend backend)
    {
        try
        {
            var (passed, detail) = check.Run(backend);
            return new SelfTestResult(check.Name, passed, detail);
        }
        catch (FlowException failure)
        {
            return new SelfTestResult(check.Name, Passed: false, failure.Message);
        }
    }
}
