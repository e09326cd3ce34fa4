using System.Diagnostics;
using FlowCore.Gpu.SelfTest;
using FlowCore.Tools.Devices;
using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>The self-test of a device whose driver may end the process that it runs in.</summary>
public sealed class DeviceTrialTests
{
    private const string Good = """{"name":"adds","passed":true,"detail":"1 + 1"}""";

    [Fact]
    public void A_device_that_cannot_be_opened_has_failed()
    {
        var verdict = Assert.Single(Run(OwnProcess.With("devices", "check", "opencl:999")));
        Assert.Equal(("opens", false), (verdict.Name, verdict.Passed));
        Assert.StartsWith("device opencl:999: expected ", verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_of_the_program_runs_its_checks_on_the_device()
    {
        var call = FlowCall.Run("devices", "check", "ilgpu-cpu");
        Assert.Equal((0, ""), (call.Code, call.Error));
        var verdicts = call.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(VerdictLine.TryRead).ToArray();
        Assert.True(verdicts.Length > 10);
        Assert.All(verdicts, verdict => Assert.True(verdict!.Passed, verdict.Detail));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("auto")]
    [InlineData("gpu")]
    public void What_has_no_kernels_has_no_check(string device)
    {
        var call = FlowCall.Run("devices", "check", device);
        Assert.Equal((2, ""), (call.Code, call.Output));
        Assert.Contains($"got '{device}'.", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    [UnixTheory]
    [InlineData($"echo '{Good}'; echo 2 warnings generated. >&2; kill -ABRT $$", 2, "exit code 134: 2 warnings generated.")]
    [InlineData($"echo '{Good}'; echo '{Good}'; echo Assertion failed; kill -SEGV $$", 3, "exit code 139: Assertion failed")]
    [InlineData("exit 0", 1, "exit code 0: ")]
    [InlineData("echo unknown verb >&2; exit 2", 1, "exit code 2: unknown verb")]
    public void A_driver_that_ends_the_process_has_failed_with_its_last_line(string script, int count, string end)
    {
        var verdicts = Run(new ProcessStartInfo("sh", ["-c", script]));
        Assert.Equal(count, verdicts.Count);
        Assert.All(verdicts.SkipLast(1), verdict => Assert.Equal(new SelfTestResult("adds", true, "1 + 1"), verdict));
        Assert.Equal(new SelfTestResult("survives", false, $"expected to end by itself, got {end}"), verdicts[^1]);
    }

    [UnixTheory]
    [InlineData($"echo '{Good}'; exit 0", true)]
    [InlineData("""echo '{"name":"adds","passed":false,"detail":"1 + 1"}'; exit 1""", false)]
    public void A_process_that_ends_by_itself_has_the_verdicts_that_it_gave(string script, bool passed) =>
        Assert.Equal([new SelfTestResult("adds", passed, "1 + 1")], Run(new ProcessStartInfo("sh", ["-c", script])));

    [UnixTheory]
    [InlineData("echo '{}'; echo '[]'; echo 3; echo null; echo '{\"name\":1}'; sleep 60")]
    public void An_interrupt_ends_it(string script)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(
            () => DeviceTrial.Run(new ProcessStartInfo("sh", ["-c", script]), _ => { }, stop.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
    }

    private static IReadOnlyList<SelfTestResult> Run(ProcessStartInfo start)
    {
        var seen = new List<SelfTestResult>();
        var verdicts = DeviceTrial.Run(start, seen.Add, stop: default);
        Assert.Equal(verdicts, seen);
        return verdicts;
    }

    /// <summary>A theory that needs a shell.</summary>
    private sealed class UnixTheoryAttribute : TheoryAttribute
    {
        public UnixTheoryAttribute()
        {
            Skip = OperatingSystem.IsWindows() ? "There is no sh." : null;
        }
    }
}
