using System.Text.Json;
using FlowCore.Tools;
using FlowCore.Tools.Shell;

namespace FlowCore.Tests.Tools;

/// <summary>A command line that was run in this process, and what came of it.</summary>
internal sealed record FlowCall(int Code, string Output, string Error)
{
    /// <summary>The smallest model there is, so that a test of the command line does not wait for mathematics.</summary>
    public static string[] Tiny { get; } =
        ["--levels", "1", "--steps-per-level", "1", "--width", "4", "--batch-size", "4", "--init-images", "20"];

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The object on the last line of standard output.</summary>
    public JsonElement Json() => JsonDocument.Parse(Output.TrimEnd('\n').Split('\n')[^1]).RootElement;

    public static FlowCall Run(params string[] args) => Run(new StringWriter(), default, args);

    public static FlowCall Run(StringWriter error, CancellationToken stop, params string[] args)
    {
        using var output = new StringWriter();
        var code = Cli.Run(args, new Terminal(output, error, Stop: stop));
        return new FlowCall(code, output.ToString(), error.ToString());
    }

    /// <summary>Trains the tiny model into a folder; the call must succeed.</summary>
    public static FlowCall Train(string folder, params string[] args)
    {
        var call = Run(["train", .. Tiny, "--out", folder, "--json", .. args]);
        return call.Code == 0 ? call : throw new InvalidOperationException(call.Error);
    }
}
