using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>Streams that cannot be written, in a process of its own.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private const string Lost = "standard output: expected to be written, got ";

    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("exec \"$@\" 2>/dev/full")]
    [InlineData("exec \"$@\" 2>&-")]
    [InlineData("exec \"$@\" 2>&- <&-")]
    [InlineData("exec \"$@\" 2>/dev/null </dev/null")]
    public void Progress_that_cannot_be_written_is_dropped_and_the_run_goes_on(string shell)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var call = FlowProcess.Run(shell, ["train", .. FlowCall.Tiny, "--device", "cpu", "--max-steps", "51", "--out", Out]);
        Assert.Equal((0, ""), (call.Code, call.Error));

        // Nothing that was to be printed came into a file that got the number of a closed stream.
        Assert.All(File.ReadLines(Path.Combine(Out, "metrics.jsonl")), line => Assert.StartsWith("{\"step\":", line, StringComparison.Ordinal));
        Assert.Equal(0, FlowCall.Run("eval", Out).Code);
    }

    [Theory]
    [InlineData("exec \"$@\" 2>/dev/full", 1)]
    [InlineData("exec \"$@\" 2>&-", 1)]
    [InlineData("exec \"$@\" >&- 2>&- <&-", 1)]
    public void A_failure_that_cannot_be_said_keeps_its_exit_code(string shell, int code)
    {
        if (OperatingSystem.IsLinux())
        {
            var call = FlowProcess.Run(shell, "eval", _folder.PathOf("nothere"), "--device", "cpu");
            Assert.Equal((code, ""), (call.Code, call.Error));
        }
    }

    [Theory]
    [InlineData("exec \"$@\" >/dev/full", 1, $"{Lost}No space left on device.")]
    [InlineData("exec \"$@\" >&-", 1, $"{Lost}Bad file descriptor.")]
    [InlineData("exec \"$@\" >&- <&-", 1, $"{Lost}Bad file descriptor.")]
    [InlineData("exec \"$@\" >&- 2>&- <&-", 1, null)]
    [InlineData("(\"$@\"; echo $? >&2) | true", 0, "0")]
    [InlineData("(\"$@\"; echo $? >&2) | head -n 1", 0, "0")]
    public void Results_that_are_lost_are_an_error_but_a_reader_that_has_gone_is_none(string shell, int code, string? line)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var call = FlowProcess.Run(shell, ["train", .. FlowCall.Tiny, "--device", "cpu", "--max-steps", "3", "--json", "--out", Out]);
        Assert.Equal(code, call.Code);
        if (line is null)
        {
            Assert.Empty(call.Error);
        }
        else
        {
            Assert.StartsWith(line, call.ErrorLines[^1], StringComparison.Ordinal);
        }

        Assert.Equal(3, FlowCall.Run("eval", Out, "--json").Json().GetProperty("step").GetInt32());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("xterm")]
    [InlineData("dumb")]
    [InlineData("\u0001")]
    public void Whatever_the_terminal_is_called_a_run_goes_well(string type)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // A description of the terminal that is no description, and a terminal to read it for.
        Directory.CreateDirectory(_folder.PathOf("terminfo/x"));
        _folder.Write("terminfo/x/xterm", [1, 2, 3, 4, 5]);
        var call = FlowProcess.Run(
            $"TERM='{type}' TERMINFO='{_folder.PathOf("terminfo")}' exec script -qec \"$*\" /dev/null </dev/null",
            ["train", .. FlowCall.Tiny, "--device", "cpu", "--max-steps", "3", "--out", Out]);
        Assert.Equal(0, call.Code);
        Assert.Contains("bits/dim over 500 images", call.Output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_limit_on_the_size_of_files_is_a_line_and_leaves_nothing()
    {
        FlowCall.Train(Out, "--max-steps", "0");

        // The runtime itself keeps compiled code in a large file, unless told not to.
        var call = FlowProcess.Run("ulimit -f 1; DOTNET_EnableWriteXorExecute=0 exec \"$@\"", "sample", Out, "--device", "cpu", "--out", _folder.PathOf("s.png"));
        Assert.Equal(1, call.Code);
        Assert.Contains("s.png: expected a file that can be written, got more than a file may hold here. Raise", call.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(["run"], _folder.Names);
    }

    [LinuxFact]
    public void A_limit_on_processes_is_called_that()
    {
        const string User = "54321";
        FlowCall.Train(Out, "--max-steps", "0");
        if (!Environment.IsPrivilegedProcess || !MayRead(User, typeof(FlowCore.Tools.Cli).Assembly.Location))
        {
            return; // Root has no such limit, and only root can become somebody who has it.
        }

        Shell.Run("chmod", "-R", "a+rX", _folder.Path);
        var call = FlowProcess.Run(
            $"exec prlimit --nproc=60 setpriv --reuid={User} --regid={User} --clear-groups \"$@\"",
            "eval", Out, "--device", "cpu", "--threads", "1024");
        Assert.Equal(
            (1, "threads: expected to start another, got the limit on processes. Use fewer --threads, or raise it with ulimit -u."),
            (call.Code, call.Error));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(80)]
    public void A_limit_on_open_files_is_called_that(int limit)
    {
        if (OperatingSystem.IsLinux())
        {
            var call = FlowProcess.Run($"ulimit -n {limit}; exec \"$@\"", "devices");
            Assert.Equal(
                (1, "open files: expected room for 64 more, got a limit that is lower. Raise it with ulimit -n."), (call.Code, call.Error));
        }
    }

    private static bool MayRead(string user, string file)
    {
        using var test = System.Diagnostics.Process.Start(
            "setpriv", [$"--reuid={user}", $"--regid={user}", "--clear-groups", "test", "-r", file]);
        test.WaitForExit();
        return test.ExitCode == 0;
    }
}
