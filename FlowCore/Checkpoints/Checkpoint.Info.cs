using System.Text.Json;
using FlowCore.Files;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Checkpoints;

/// <content>What a file is.</content>
public static partial class Checkpoint
{
    private const string FormatFamily = "flowcore-";

    /// <summary>
    /// What a file says of itself, from its header alone: in no time whatever its size, and without a device. Its tensors are those of
    /// its configuration; whether their numbers are whole is for <see cref="Load"/> to find out.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="catalog">What the configuration's names mean, or null for <see cref="FlowCatalog.Standard"/>.</param>
    /// <exception cref="FlowException">The file is not a checkpoint, or not a whole one.</exception>
    public static CheckpointInfo InfoOf(string path, FlowCatalog? catalog = null)
    {
        using var reader = Open(path, ThrowIfOfAnotherKind);
        var sections = Sections(reader);
        var info = new CheckpointInfo(path, new FileInfo(path).Length, Metadata(reader, FormatKey), Number(reader, StepKey))
        {
            Hash = reader.Metadata.GetValueOrDefault(HashKey),
            Parameters = reader.Entries.Where(entry => IsParameter(entry, sections)).Sum(entry => entry.Count),
            HasAverage = HasAverage(reader),
            HasTrainingState = reader.Metadata.ContainsKey(UpdatesKey),
            Sections = sections,
            Training = ReadableTraining(reader),
        };
        if (!reader.Metadata.ContainsKey(ConfigKey))
        {
            return info;
        }

        var config = ReadConfig(reader, catalog);
        var (pixelMap, levels) = BuildParts(reader, config, catalog, sections);
        return info with { Config = config, PixelMap = pixelMap, Levels = levels };
    }

    private static void ThrowIfOfAnotherKind(SafeTensorsReader file)
    {
        var format = file.Metadata.GetValueOrDefault(FormatKey);
        if (format is null || !IsOfFamily(format))
        {
            var first = file.Entries.Count == 0 ? "" : $", the first {file.Entries[0]}";
            throw new FlowException(
                file.Path,
                "a model",
                FormattableString.Invariant($"another kind of safetensors file, {(format is null ? "without a format" : $"format '{format}'")}, ")
                    + FormattableString.Invariant($"of {file.Entries.Count} tensors{first}"),
                "It was not written as a checkpoint.");
        }
    }

    /// <summary>Whether a format is a version of a model's, this one's or a later.</summary>
    private static bool IsOfFamily(string format) =>
        format.StartsWith(FormatFamily, StringComparison.Ordinal)
        && format.Length > FormatFamily.Length
        && !format.AsSpan(FormatFamily.Length).ContainsAnyExceptInRange('0', '9');

    private static bool IsParameter(SafeTensorsEntry entry, string[] sections) =>
        SafeTensorsType.IsConvertible(entry.Dtype)
        && !sections.Any(section => entry.Name.StartsWith(CheckpointTensors.InSection(section, ""), StringComparison.Ordinal));

    private static TrainingOptions? ReadableTraining(SafeTensorsReader reader)
    {
        try
        {
            return reader.Metadata.TryGetValue(TrainingKey, out var json)
                ? JsonSerializer.Deserialize<TrainingOptions>(json, FlowJson.Compact)
                : null;
        }
        catch (JsonException)
        {
            // Of a version with other options: they are for people to read, and the model is none the worse.
            return null;
        }
    }
}
