using System.Globalization;
using System.Text.Json;
using FlowCore.Files;
using FlowCore.Files.SafeTensors;
using FlowCore.Layers;
using FlowCore.Models;

namespace FlowCore.Checkpoints;

/// <summary>
/// A model in a safetensors file: every parameter under its name, the permutation and signs of each PLU matrix beside it,
/// and the configuration in the metadata, so that the file alone is enough to run it. A hash of all that tells a file that was
/// damaged on its way from one that was not.
/// </summary>
public static class Checkpoint
{
    private const string FormatKey = "format";
    private const string Format = "flowcore-1";
    private const string ConfigKey = "config";
    private const string StepKey = "step";
    private const string HashKey = "sha256";
    private const string Damaged = "The file is damaged.";
    private const int MostListed = 20;

    // A configuration has some three hundred.
    private const int LongestConfig = 1 << 16;

    /// <summary>Writes a started model, under a temporary name first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, trained or at least started.</param>
    /// <param name="step">Training steps behind it.</param>
    /// <exception cref="FlowException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, FlowModel model, int step)
    {
        if (!model.IsInitialized)
        {
            throw new FlowException(path, "a model with a start to save", "one with its first weights", "Initialize it first.");
        }

        var writer = new SafeTensorsWriter();
        writer.AddMetadata(FormatKey, Format);
        writer.AddMetadata(ConfigKey, JsonSerializer.Serialize(model.Config, FlowJson.Compact));
        writer.AddMetadata(StepKey, step.ToString(CultureInfo.InvariantCulture));
        foreach (var parameter in model.Arena.Parameters)
        {
            var values = new float[parameter.Shape.Count];
            model.Backend.Read(parameter.Value, values);
            writer.Add(parameter.Name, parameter.Shape, values);
        }

        foreach (var layer in PluLayers(model))
        {
            var shape = new Shape(layer.Frame.Size);
            writer.Add(CheckpointTensors.PermutationOf(layer), shape, layer.Frame.Permutation.ToArray());
            writer.Add(CheckpointTensors.SignsOf(layer), shape, layer.Frame.Signs.ToArray());
        }

        writer.AddMetadata(HashKey, writer.ContentHash());
        writer.Save(path);
    }

    /// <summary>
    /// Reads a model and the number of training steps behind it. A file without a hash, from before there was one, is read as it is.
    /// </summary>
    /// <exception cref="FlowException">The file is not a checkpoint, or not a whole one.</exception>
    public static (FlowModel Model, int Step) Load(string path, IBackend backend)
    {
        using var reader = new SafeTensorsReader(path);
        var config = ReadConfig(reader);
        var step = int.TryParse(Metadata(reader, StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : throw new FlowException($"{path}: {StepKey}", "a whole number", $"'{Metadata(reader, StepKey)}'", "");
        var levels = Build(config, reader);
        CheckHash(reader);
        var model = new FlowModel(config, backend, levels, withInitialValues: false);
        try
        {
            Fill(model, reader);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        return (model, step);
    }

    /// <summary>The layers, without a number in them, if the file has the tensors of all.</summary>
    private static IReadOnlyList<FlowLevel> Build(FlowConfig config, SafeTensorsReader reader)
    {
        var tensors = new CheckpointTensors(reader);
        try
        {
            var levels = new FlowBuilder(config, seed: 0, tensors.Require).Build();
            tensors.ThrowIfMore();
            return levels;
        }
        catch (FlowException refusal)
        {
            throw refusal.Inside(reader.Path, Damaged);
        }
    }

    private static void CheckHash(SafeTensorsReader reader)
    {
        if (reader.Metadata.TryGetValue(HashKey, out var saved)
            && reader.ContentHash(HashKey) is var found
            && !string.Equals(saved, found, StringComparison.OrdinalIgnoreCase))
        {
            throw new FlowException(
                reader.Path, $"contents with the SHA-256 {saved}", found, "The file is damaged; use another copy or an earlier checkpoint.");
        }
    }

    private static void Fill(FlowModel model, SafeTensorsReader reader)
    {
        foreach (var parameter in model.Arena.Parameters)
        {
            var values = reader.ReadFloats(parameter.Name);
            var bad = Array.FindIndex(values, value => !float.IsFinite(value));
            if (bad >= 0)
            {
                throw new FlowException(
                    $"{reader.Path}: {parameter.Name}",
                    "finite numbers",
                    FormattableString.Invariant($"{values[bad]} at {bad}"),
                    "Use an earlier checkpoint.");
            }

            model.Backend.Write(values, parameter.Value);
        }

        foreach (var layer in PluLayers(model))
        {
            layer.Frame = ReadFrame(layer, reader);
        }

        model.MarkInitialized();
    }

    private static PluFrame ReadFrame(PluConv1x1 layer, SafeTensorsReader reader)
    {
        var (permutationName, signsName) = (CheckpointTensors.PermutationOf(layer), CheckpointTensors.SignsOf(layer));
        var (permutation, signs) = (reader.ReadInts(permutationName), reader.ReadInts(signsName));
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, permutation.Length)))
        {
            throw new FlowException(
                $"{reader.Path}: {permutationName}",
                $"a permutation of 0 to {permutation.Length - 1}",
                string.Join(' ', permutation.Take(MostListed)),
                Damaged);
        }

        return signs.All(sign => sign is 1 or -1)
            ? new PluFrame([.. permutation], [.. signs])
            : throw new FlowException($"{reader.Path}: {signsName}", "1 or -1", $"{signs.First(sign => sign is not (1 or -1))}", Damaged);
    }

    private static FlowConfig ReadConfig(SafeTensorsReader reader)
    {
        if (Metadata(reader, FormatKey) is not Format and var format)
        {
            throw new FlowException(reader.Path, $"format {Format}", $"'{format}'", "Use the version that wrote it.");
        }

        var json = Metadata(reader, ConfigKey);
        if (json.Length > LongestConfig)
        {
            throw new FlowException(
                $"{reader.Path}: {ConfigKey}", $"a model's configuration of at most {LongestConfig} letters", $"{json.Length}", Damaged);
        }

        try
        {
            var config = JsonSerializer.Deserialize<FlowConfig>(json, FlowJson.Compact);
            if (config is not null)
            {
                config.Validate();
                return config;
            }
        }
        catch (JsonException failure)
        {
            throw new FlowException($"{reader.Path}: {ConfigKey}", "a model's configuration", $"other JSON: {failure.Message}", Damaged);
        }
        catch (FlowException refusal)
        {
            throw refusal.Inside($"{reader.Path}: {ConfigKey}", Damaged);
        }

        throw new FlowException($"{reader.Path}: {ConfigKey}", "a model's configuration", "null", Damaged);
    }

    private static string Metadata(SafeTensorsReader reader, string key) => reader.Metadata.TryGetValue(key, out var value)
        ? value
        : throw new FlowException(reader.Path, $"metadata '{key}'", "none", "It was not written by FlowCore's train.");

    private static IEnumerable<PluConv1x1> PluLayers(FlowModel model) =>
        model.Levels.SelectMany(level => level.Chain.Tree).OfType<PluConv1x1>();
}
