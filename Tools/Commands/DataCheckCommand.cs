using System.CommandLine;
using System.Diagnostics;
using FlowCore.Data.Formats;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow data check</c>: every file and image looked at, before hours go into training on them.</summary>
internal sealed class DataCheckCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _data = Flag.DataArgument();
    private readonly FormatFlags _format = new();
    private readonly Option<bool> _strict = Flag.Switch("--strict", "Exit with 1 when anything is listed, or no level is possible.");
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public DataCheckCommand(Terminal terminal)
        : base(
            "check",
            "Reads every image and lists files that are unreadable, too small for the crop, odd-sized, transparent, of 16 bits "
                + "or the same as another, and the levels that the size allows.")
    {
        _terminal = terminal;
        Add(_data);
        _format.AddTo(this, withStrict: false);
        Add(_strict);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
        ["flow data check photos", "flow data check photos --image-size 64 --crop center --strict --json"];

    private int Run(ParseResult parsed)
    {
        var clock = Stopwatch.StartNew();
        var report = _format.Check(parsed, parsed.GetRequiredValue(_data), _terminal.Stop);
        var seconds = Math.Round(clock.Elapsed.TotalSeconds, 4);
        var padded = report.Shape is { } used ? _format.Padded(parsed, used) : null;
        Print(report, padded);
        if (parsed.GetValue(_json))
        {
            Write(report, padded, seconds);
        }

        var wrong = report.Problems.Count > 0 || MostLevels(report, padded) == 0;
        return wrong && parsed.GetValue(_strict) ? ExitCode.JobFailed : ExitCode.Good;
    }

    private static int MostLevels(DataReport report, ImageShape? padded) =>
        (padded ?? report.Shape) is { } shape ? FlowConfig.MostLevels(shape) : 0;

    private static IEnumerable<IGrouping<string, DataProblem>> ByKind(DataReport report) =>
        report.Problems.GroupBy(problem => problem.Kind).OrderBy(group => group.Key, StringComparer.Ordinal);

    private void Print(DataReport report, ImageShape? padded)
    {
        Line(FormattableString.Invariant($"{report.Path}: {report.Format}, images: {report.Images:N0}, files: {report.Files:N0}"));
        foreach (var (shape, images) in report.Sizes)
        {
            Line(FormattableString.Invariant($"stored as {shape}: {images:N0}"));
        }

        Line(report switch
        {
            { Shape: { } model } => $"used as {model}: {DataText.PaddedTo(padded)}{DataText.Levels(padded ?? model)}",
            { Images: 0 } => "used as: nothing, no image can be read",
            _ => "used as: nothing, the parts differ",
        });
        foreach (var kind in ByKind(report))
        {
            Line(FormattableString.Invariant($"{kind.Key}: {kind.Count():N0}"));
            foreach (var line in DataText.Listed([.. kind]))
            {
                Line($"  {line}");
            }
        }
    }

    private void Line(string line) => _terminal.Output.WriteLine(Failure.OneLine(line));

    private void Write(DataReport report, ImageShape? padded, double seconds) => JsonLine.Write(_terminal.Output, json =>
    {
        json.WriteString("path", report.Path);
        json.WriteString("format", report.Format);
        json.WriteNumber("files", report.Files);
        json.WriteNumber("images", report.Images);
        json.WriteStartArray("sizes");
        foreach (var (shape, images) in report.Sizes)
        {
            json.WriteStartObject();
            json.WriteShape(shape);
            json.WriteNumber("images", images);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("mostLevels", MostLevels(report, padded));
        json.WriteStartObject("counts");
        foreach (var kind in ByKind(report))
        {
            json.WriteNumber(kind.Key, kind.Count());
        }

        json.WriteEndObject();
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.File);
            json.WriteString("kind", problem.Kind);
            json.WriteString("line", FlagNames.In(problem.Line));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("seconds", seconds);
    });
}
