using System.CommandLine;
using System.Text.Json;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Files;
using FlowCore.Models;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow eval</c>: scores images, and shows that every one of them comes back.</summary>
internal sealed class EvalCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly TrainedModelFlags _model = new();
    private readonly DataFlags _data = new();
    private readonly Option<string> _split = Flag.Text("--split", "test", "train|valid|test", "Which part of the data to score.");
    private readonly EvaluationFlags _evaluation = new();

    private readonly Option<string?> _csv = Flag.TextOrNone(
        "--csv", "file", "Write a line an image there, replaced if it is there: name, id, label, bits/dim, nats and bytes that differ.");

    private readonly SampleScoreFlags _samples = new();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public EvalCommand(Terminal terminal)
        : base("eval", "Scores images in bits per dimension, and encodes and decodes each to count the bytes that differ.")
    {
        _terminal = terminal;
        _model.AddArgumentTo(this);
        _data.AddTo(this);
        Add(_split);
        _evaluation.AddTo(this);
        Add(_csv);
        _samples.AddTo(this);
        _model.AddOptionsTo(this);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow eval runs/fashion-small-1",
        "flow eval last.safetensors --data cifar-10-batches-bin --split test --json",
        "flow eval runs/fashion-small-1 --iwae-k 16 --csv scores.csv",
        "flow eval runs/fashion-small-1 --sample-score --early-temperature 0.9",
    ];

    private static DataSplit Split(string name) =>
        Flag.SplitOf(name) ?? throw new WrongCallException("--split", "train, valid or test", $"'{name}'");

    private static void Write(Utf8JsonWriter json, SampleScore score)
    {
        json.WriteNumber("samples", score.Samples);
        json.WriteNumber("samplePixels", score.Pixels);
        json.WriteNumber("samplePixelsFloor", score.PixelsFloor);
        json.WriteNumber("samplePatches", score.Patches);
        json.WriteNumber("samplePatchesFloor", score.PatchesFloor);
        json.WriteNumber("sampleDarkShare", score.DarkShare);
        json.WriteNumber("imagesDarkShare", score.ImagesDarkShare);
    }

    private int Run(ParseResult parsed)
    {
        var split = Split(parsed.GetRequiredValue(_split));
        var options = _evaluation.Read(parsed);
        _samples.Check(parsed);
        using var trained = _model.Open(parsed, _terminal);
        var model = trained.Model;
        _data.ThrowIfNotPadding(parsed, model.PixelMap);
        var data = _data.Open(parsed);
        foreach (var line in DataText.Skipped(data.Source))
        {
            _terminal.Error.WriteLine(Failure.OneLine(line));
        }

        var images = QuantizedImageSet.Of(data.Splits.Get(split), model.PixelMap.Bits);

        var unreadable = _data.Unreadable(parsed, _terminal);
        var result = Evaluate(model, images, options with { Unreadable = unreadable }, parsed.GetValue(_csv));
        Score.ThrowIfNotFinite(result, images);
        _terminal.Output.WriteLine(Score.Line(result, images));
        if (Score.BoundLine(result, options.BoundDraws) is { } bound)
        {
            _terminal.Output.WriteLine(bound);
        }

        _terminal.Output.WriteLine(Score.NatsLine(result, model));
        var protocol = EvaluationProtocol.Of(model, images, options, result) with
        {
            Weights = FormattableString.Invariant($"{trained.WeightsName} of step {trained.Step}"),
        };
        _terminal.Output.WriteLine(Failure.OneLine($"protocol: {protocol}"));
        _terminal.Output.WriteLine(FormattableString.Invariant(
            $"round trip: {result.DifferingBytes} of {(long)result.Images * images.Shape.Dimensions} bytes differ"));
        RoundTripText.Write(model, result.Images, result.DifferingBytes, result.NonFinite, result.NonFinitePlace, _terminal);
        var score = result.NonFinite > 0 ? null : _samples.Find(parsed, model, images, options.Seed, unreadable);
        if (score is not null)
        {
            _terminal.Output.WriteLine(_samples.Describe(parsed, score));
        }

        ModelNote.Write(trained.Step, trained.Path, _terminal);
        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                Score.WriteMembers(json, result);
                json.WriteNumber("step", trained.Step);
                json.WriteString("weights", trained.WeightsName);
                json.WriteString("modelHash", Checkpoint.HashOf(trained.Path));
                Score.WriteMembers(json, protocol);
                if (score is not null)
                {
                    Write(json, score);
                }
            });
        }

        return result.NonFinite > 0 ? ExitCode.JobFailed : ExitCode.Good;
    }

    /// <summary>Scores images, each with a line in a file if there is to be one.</summary>
    private EvaluationResult Evaluate(FlowModel model, IImageSet images, EvaluationOptions options, string? csv)
    {
        using var progress = new ImageProgress(_terminal, "scored", images.Count);
        options = options with { Progress = progress.Show, Unreadable = progress.Above(options.Unreadable) };
        if (csv is null)
        {
            return Evaluator.Evaluate(model, images, options, _terminal.Stop);
        }

        // A signal to stop ends it between two batches, and takes what is written of the file away.
        using var hold = _terminal.Hold();
        EvaluationResult? result = null;
        AtomicFile.Write(csv, stream =>
        {
            using var lines = new ScoreCsv(stream);
            result = Evaluator.Evaluate(model, images, options with { Scored = lines.Write }, _terminal.Stop);
        });
        return result!;
    }
}
