using System.Text.Json;
using FlowCore.Files;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Checkpoints;

/// <content>What a file says of itself before any number is read.</content>
public static partial class Checkpoint
{
    private const string TrainingKey = "training";

    /// <summary>The training steps behind the model of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FlowException">The file is not a checkpoint.</exception>
    public static int StepOf(string path)
    {
        using var reader = Open(path);
        return Number(reader, StepKey);
    }

    /// <summary>
    /// The SHA-256 of what a file holds, in lower-case hexadecimal digits: which model it is, whatever the file is called. Files
    /// from before there was one in them are read for it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FlowException">The file is not a checkpoint.</exception>
    public static string HashOf(string path)
    {
        using var reader = Open(path);
        return reader.Metadata.TryGetValue(HashKey, out var hash) ? hash : reader.ContentHash(HashKey);
    }

    /// <summary>How the model of a file was trained, or null if the file does not say it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FlowException">The file is not a checkpoint, or was written by a version with other options.</exception>
    public static TrainingOptions? TrainingOf(string path)
    {
        using var reader = Open(path);
        try
        {
            return reader.Metadata.TryGetValue(TrainingKey, out var json)
                ? JsonSerializer.Deserialize<TrainingOptions>(json, FlowJson.Compact)
                : null;
        }
        catch (JsonException failure)
        {
            throw new FlowException(
                $"{path}: {TrainingKey}",
                "options of training",
                $"other JSON: {FileFailure.Brief(failure.Message)}",
                "Use the version that wrote it, or an earlier checkpoint.");
        }
    }

    /// <summary>Refuses a file of another configuration than a model's, where both have one.</summary>
    private static void RequireConfig(SafeTensorsReader reader, FlowModel model)
    {
        if (model.Config is { } now
            && reader.Metadata.TryGetValue(ConfigKey, out var json)
            && Refusing(reader, () => CheckpointConfig.Parse(Metadata(reader, FormatKey), json)) is var before
            && JsonDifference.Find(before, now) is { } difference)
        {
            throw new FlowException(
                reader.Path,
                $"{nameof(FlowConfig)}.{difference.Member} {difference.Now}",
                difference.Before,
                "It is of another model.");
        }
    }
}
