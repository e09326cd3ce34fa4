using System.Collections.Immutable;
using System.CommandLine;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tools.Plotting;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow sample</c>: draws images from a trained model.</summary>
internal sealed class SampleCommand : Command, IHasExamples
{
    private const int UsualCount = 64;
    private const int UsualRow = 8;

    private readonly Terminal _terminal;
    private readonly TrainedModelFlags _model = new();
    private readonly Option<int?> _count = Flag.WholeOrNone(
        "--count", $"Images to draw. [default: {UsualCount}; {UsualRow} a row with --temperatures]");

    private readonly TemperatureFlags _temperature = new();
    private readonly TemperaturesFlag _temperatures = new();
    private readonly Option<ulong> _seed = Flag.Seed(0, "Seed of the latents; sample i is the same for every count.");
    private readonly Option<int?> _class = Flag.Class("each in turn");
    private readonly Option<string> _out = Flag.Picture("samples.png");
    private readonly FilesFlag _files = new("one picture; both if --out is given too");
    private readonly Option<int> _batchSize = Flag.BatchSize();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public SampleCommand(Terminal terminal)
        : base("sample", "Draws images from a trained model into one picture, or into one each.")
    {
        _terminal = terminal;
        _model.AddArgumentTo(this);
        Add(_count);
        _temperature.AddTo(this);
        foreach (var option in (Option[])[_temperatures.Option, _seed, _class, _out, _files.Option, _batchSize])
        {
            Add(option);
        }

        _model.AddOptionsTo(this);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow sample runs/fashion-small-1",
        "flow sample runs/fashion-small-2 --class 7",
        "flow sample runs/fashion-small-1 --temperatures 0,0.3,0.7,1 --out temperatures.png",
        "flow sample runs/fashion-small-1 --count 1000 --files samples",
        "flow sample last.safetensors --count 100 --early-temperature 0.8 --seed 7 --out calm.png",
    ];

    private int Run(ParseResult parsed)
    {
        var (temperature, early) = _temperature.Read(parsed);
        var sheet = _temperatures.Read(parsed, _temperature, _files.Option);
        var count = Count(parsed, sheet is null ? UsualCount : UsualRow);
        var batchSize = Flag.Positive(parsed, _batchSize);
        var path = parsed.GetRequiredValue(_out);
        WrongCallException.Guard(() => PictureName.KindOf(path));
        using var trained = _model.Open(parsed, _terminal);
        var model = trained.Model;
        MadeImages.ThrowIfTooMany(_count.Name, (long)count * (sheet?.Length ?? 1), model.Image);
        var folder = _files.Read(parsed, model.Image);
        var isPicture = folder is null || parsed.GetResult(_out) is { Implicit: false };
        var grid = isPicture ? WrongCallException.Guard(() => Grid(model, count, sheet?.Length)) : null;
        WrongCallException.Guard(() => grid?.ThrowIfNotFor(path));

        var label = ModelClass.Read(parsed, _class, model);
        var (times, seed) = (new SampleTimes(), parsed.GetRequiredValue(_seed));
        using var progress = new ImageProgress(_terminal, "drawn", count * (sheet?.Length ?? 1));
        DecodedImages[] rows = [.. (sheet ?? [temperature]).Select((each, row) => model.Sample(
            count, each, seed, label, early, made => Made((row * count) + made), batchSize))];
        progress.Clear();
        var drawn = rows is [var only] ? only : TemperatureSheet.Joined(rows);
        var isWritten = MadeImages.IsAnyFinite(drawn, _terminal);
        if (isWritten)
        {
            Write(drawn, sheet, grid, path, folder, model.PixelMap.Bits);
            _terminal.Output.WriteLine(Failure.OneLine(FormattableString.Invariant(
                $"{(isPicture ? path : folder)}: {drawn.Images.Count} images of {model.Image}, {Temperatures(parsed, sheet)}, {times}")));
        }

        ModelNote.Write(trained.Step, trained.Path, _terminal);

        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteNumber("count", drawn.Images.Count);
                times.WriteMembers(json);
                MadeImages.WriteMembers(json, drawn);
                json.WriteString("out", isWritten && isPicture ? path : null);
                json.WriteString("files", isWritten ? folder : null);
                json.WriteNumber("step", trained.Step);
                json.WriteString("weights", trained.WeightsName);
            });
        }

        return drawn.NonFinite == 0 ? ExitCode.Good : ExitCode.JobFailed;

        void Made(int images)
        {
            times.Add(images);
            progress.Show(images);
        }
    }

    private static PictureGrid Grid(FlowModel model, int count, int? rows)
    {
        var grid = new PictureGrid(model.Image, count, model.PixelMap.Bits, columns: rows is null ? null : count);
        return rows is { } several ? new PictureGrid(model.Image, checked(several * count), model.PixelMap.Bits, columns: count) : grid;
    }

    private int Count(ParseResult parsed, int otherwise) => parsed.GetValue(_count) switch
    {
        null => otherwise,
        < 1 and var count => throw new WrongCallException(_count.Name, "1 or more", FormattableString.Invariant($"{count}")),
        { } count => count,
    };

    private string Temperatures(ParseResult parsed, ImmutableArray<double>? sheet) => sheet is { } temperatures
        ? FormattableString.Invariant($"temperatures {string.Join(", ", temperatures.Select(PlotTheme.Label))}")
        : _temperature.Describe(parsed);

    private void Write(
        DecodedImages drawn, ImmutableArray<double>? sheet, PictureGrid? grid, string path, string? folder, int bits)
    {
        if (sheet is { } temperatures)
        {
            using (_terminal.Hold())
            {
                TemperatureSheet.Save(path, temperatures, grid!, drawn);
            }
        }
        else
        {
            MadeImages.Write(drawn, grid, path, folder, bits, _terminal);
        }
    }
}
