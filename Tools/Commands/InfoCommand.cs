using System.CommandLine;
using System.Text.Json;
using FlowCore.Checkpoints;
using FlowCore.Files;
using FlowCore.Models;
using FlowCore.Runs;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow info</c>: what a checkpoint is, from its header, and how its training went.</summary>
internal sealed class InfoCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _checkpoint = Flag.Checkpoint();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public InfoCommand(Terminal terminal)
        : base("info", "Prints what a model's file holds: configuration, parameters, layers, weights, and the history of its run.")
    {
        _terminal = terminal;
        Add(_checkpoint);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
        ["flow info runs/fashion-small-1", "flow info last.safetensors --json"];

    private int Run(ParseResult parsed)
    {
        var file = ModelFile.Find(parsed.GetRequiredValue(_checkpoint));
        var info = Checkpoint.InfoOf(file);
        var history = RunHistory.Of(file);
        foreach (var line in ModelText.Lines(info, history))
        {
            _terminal.Output.WriteLine(Failure.OneLine(line));
        }

        if (history?.Problem is { } problem)
        {
            _terminal.Error.WriteLine(Failure.OneLine($"note: {FlagNames.In(problem)}"));
        }

        if (info.Tree is { } tree)
        {
            _terminal.Output.WriteLine();
            ModelTable.Write(_terminal.Output, info.Levels);
            _terminal.Output.WriteLine();
            foreach (var line in RepeatedLines.Of(tree.Split('\n')))
            {
                _terminal.Output.WriteLine(Failure.OneLine(line));
            }
        }

        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                Write(json, info, history?.Record?.Preset);
                json.WritePropertyName("run");
                Write(json, history);
            });
        }

        return ExitCode.Good;
    }

    private static void Write(Utf8JsonWriter json, CheckpointInfo info, string? preset)
    {
        json.WriteString("path", info.Path);
        json.WriteNumber("bytes", info.Bytes);
        json.WriteString("format", info.Format);
        json.WriteString("modelHash", info.Hash);
        json.WriteNumber("step", info.Step);
        json.WriteBoolean("average", info.HasAverage);
        json.WriteBoolean("trainingState", info.HasTrainingState);
        json.WriteNumber("parameters", info.Parameters);
        json.WriteNumber("fixed", info.FixedEntries);
        json.WriteStartArray("parts");
        foreach (var count in PartCount.Of(info.Levels))
        {
            json.WriteStartObject();
            json.WriteString("level", count.Level);
            json.WriteString("kind", count.Kind);
            json.WriteNumber("layers", count.Layers);
            json.WriteNumber("parameters", count.Parameters);
            json.WriteNumber("fixed", count.Fixed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("configuration", info.Config is { } config ? ModelText.Configuration(config, preset) : null);
        json.WritePropertyName("config");
        JsonSerializer.Serialize(json, info.Config, FlowJson.Compact);
        json.WritePropertyName("training");
        JsonSerializer.Serialize(json, info.Training, FlowJson.Compact);
    }

    private static void Write(Utf8JsonWriter json, RunHistory? history)
    {
        if (history is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("folder", history.Folder);
        json.WriteNumber("steps", history.Steps);
        json.WriteNumber("refusedSteps", history.RefusedSteps);
        json.WriteNumber("stepSeconds", history.Time.TotalSeconds);
        json.WriteFinite("lastBpd", history.LastBits ?? double.NaN);
        json.WriteFinite("bestValidBpd", history.Best?.Best ?? double.NaN);
        json.WriteNumber("bestValidStep", history.Best?.Step ?? 0);
        json.WritePropertyName("record");
        JsonSerializer.Serialize(json, history.Record, FlowJson.Compact);
        json.WriteEndObject();
    }
}
