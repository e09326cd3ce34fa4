using System.Diagnostics;
using FlowCore.Gpu.SelfTest;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Devices;

/// <summary>
/// The self-test of a device in a process of its own: a driver's compiler that meets a kernel which it cannot take may end
/// the process, and then only that one.
/// </summary>
internal static class DeviceTrial
{
    /// <summary>Runs the checks; each verdict is handed on when it is there.</summary>
    /// <param name="start">The process: each line of its output is a <see cref="VerdictLine"/>, or the driver's.</param>
    /// <param name="each">Takes the verdicts.</param>
    /// <param name="stop">Ends the process early.</param>
    /// <returns>All of them; a process that died has failed one more, with the last line that it wrote.</returns>
    public static IReadOnlyList<SelfTestResult> Run(ProcessStartInfo start, Action<SelfTestResult> each, CancellationToken stop)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        var verdicts = new List<SelfTestResult>();
        var lastLine = "";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var ending = stop.Register(() => process.Kill(entireProcessTree: true));
        process.ErrorDataReceived += (_, said) => Keep(said.Data);
        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (VerdictLine.TryRead(line) is { } verdict)
            {
                Take(verdict);
            }
            else
            {
                Keep(line);
            }
        }

        process.WaitForExit();
        stop.ThrowIfCancellationRequested();
        if (process.ExitCode is not (ExitCode.Good or ExitCode.JobFailed) || verdicts.Count == 0)
        {
            var text = FormattableString.Invariant($"expected to end by itself, got exit code {process.ExitCode}: {lastLine}");
            Take(new SelfTestResult("survives", Passed: false, text));
        }

        return verdicts;

        void Keep(string? line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                lastLine = line;
            }
        }

        void Take(SelfTestResult verdict)
        {
            verdicts.Add(verdict);
            each(verdict);
        }
    }
}
