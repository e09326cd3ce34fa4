using System.Diagnostics;
using Xunit;

namespace FlowCore.Tests.Support;

/// <summary>Commands of the system, for what the runtime has no call for.</summary>
internal static class Shell
{
    /// <summary>Runs a command and gives what it printed; it must succeed.</summary>
    public static string Run(string command, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(command, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', args)}: {error.Result}");
        return output.Result;
    }
}
