using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class FailureTests
{
    public static TheoryData<Exception, int, string> Rows => new()
    {
        { new FlowException("file: expected one\nline, got\ttwo."), 1, @"file: expected one\nline, got\ttwo." },
        { new WrongCallException("--x", "1", "2"), 2, "--x: expected 1, got 2." },
        { new OperationCanceledException(), 130, "stopped: expected to finish, got an interrupt." },
        { new InsufficientMemoryException(), 1, "memory: expected a model and batch that fit, got more than there is." },
        { new OverflowException(), 1, "memory: expected a model and batch that fit, got more than there is." },
        { new IOException("gone"), 1, "files: expected to read and write, got: gone" },
        { new InvalidOperationException("odd"), 1, "internal error: InvalidOperationException: odd" },
        { new AggregateException(new FlowException("a worker's line.")), 1, "a worker's line." },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_failure_is_one_line_and_an_exit_code(Exception failure, int code, string line)
    {
        using var error = new StringWriter();
        Assert.Equal(code, Failure.Report(failure, error));
        var written = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(line, written, StringComparison.Ordinal);
    }
}
