using System.CommandLine;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow data info</c>: what data is recognised as and how it is split.</summary>
internal sealed class DataInfoCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _data = Flag.DataArgument();
    private readonly FormatFlags _format = new();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public DataInfoCommand(Terminal terminal)
        : base("info", "Prints what a file or folder of images is recognised as, and its splits.")
    {
        _terminal = terminal;
        Add(_data);
        _format.AddTo(this, withStrict: true);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
        ["flow data info cifar-10-batches-bin", "flow data info images.npz --dataset numpy-nchw --json"];

    private int Run(ParseResult parsed)
    {
        var (source, _) = _format.Open(parsed, parsed.GetRequiredValue(_data));
        var splits = source.Split();
        var padded = _format.Padded(parsed, source.All.Shape);
        foreach (var line in DataText.Lines(source, splits, padded))
        {
            _terminal.Output.WriteLine(Failure.OneLine(line));
        }

        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteString("path", source.Path);
                json.WriteString("format", source.Format);
                json.WriteNumber("images", source.All.Count);
                json.WriteShape(source.All.Shape);
                json.WriteNumber("train", splits.Train?.Count ?? 0);
                json.WriteNumber("valid", splits.Valid?.Count ?? 0);
                json.WriteNumber("test", splits.Test.Count);
                json.WriteNumber("skipped", source.Skipped.Count);
            });
        }

        return ExitCode.Good;
    }
}
