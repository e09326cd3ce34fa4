using System.Diagnostics;
using System.Globalization;
using FlowCore.Tests.Support;
using FlowCore.Tools;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>The program in a process of its own, for what only a process has: file descriptors, signals and limits.</summary>
internal sealed class FlowProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly List<string> _errors = [];
    private readonly Task _reading;

    private FlowProcess(string shell, string[] args)
    {
        var start = new ProcessStartInfo("sh", ["-c", shell, "sh", "dotnet", typeof(Cli).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["FLOW_TRACE"] = "";
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _reading = Task.Run(() =>
        {
            while (_process.StandardError.ReadLine() is { } line)
            {
                lock (_errors)
                {
                    _errors.Add(line);
                    Monitor.PulseAll(_errors);
                }
            }
        });
    }

    /// <summary>Starts it.</summary>
    /// <param name="shell">How the shell runs the words <c>"$@"</c>, redirections and limits included; exec keeps its number.</param>
    /// <param name="args">The command line.</param>
    public static FlowProcess Start(string shell, params string[] args) => new(shell, args);

    /// <summary>Runs it to its end.</summary>
    public static FlowCall Run(string shell, params string[] args)
    {
        using var process = Start(shell, args);
        return process.End();
    }

    /// <summary>Waits for a line of standard error.</summary>
    public void WaitForLine(string start)
    {
        lock (_errors)
        {
            while (!_errors.Exists(line => line.StartsWith(start, StringComparison.Ordinal)))
            {
                Assert.True(Monitor.Wait(_errors, TimeSpan.FromMinutes(1)), $"'{start}' was not printed.");
            }
        }
    }

    /// <summary>Waits until the program takes signals itself: until it takes the last that it asks for.</summary>
    public void WaitForHandlers()
    {
        const int FileSizeExceeded = 25;
        const string Key = "SigCgt:";
        while (!_process.HasExited)
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(Key, StringComparison.Ordinal));
            var mask = ulong.Parse(line.AsSpan(Key.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if ((mask >> (FileSizeExceeded - 1) & 1) == 1)
            {
                return;
            }

            Thread.Sleep(5);
        }
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(string name) => Shell.Run("kill", $"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Ends it at once, unless it has ended meanwhile.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Lets it write files of so many bytes at most from now on.</summary>
    public void LimitFiles(int bytes) => Shell.Run(
        "prlimit", "--pid", _process.Id.ToString(CultureInfo.InvariantCulture), FormattableString.Invariant($"--fsize={bytes}"));

    /// <summary>Waits for its end and takes what it printed.</summary>
    public FlowCall End()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            _process.Kill();
            Assert.Fail("The process did not end.");
        }

        _reading.Wait();
        return new FlowCall(_process.ExitCode, _output.Result, string.Join('\n', _errors));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
