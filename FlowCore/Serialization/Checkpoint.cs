using System.Globalization;
using System.Text.Json;
using FlowCore.Layers;
using FlowCore.Models;

namespace FlowCore.Serialization;

/// <summary>
/// A model in a safetensors file: every parameter under its name, the permutation and signs of each PLU matrix beside it,
/// and the configuration in the metadata, so that the file alone is enough to run it.
/// </summary>
public static class Checkpoint
{
    private const string FormatKey = "format";
    private const string Format = "flowcore-1";
    private const string ConfigKey = "config";
    private const string StepKey = "step";

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
            writer.Add(PermutationOf(layer), shape, layer.Frame.Permutation.ToArray());
            writer.Add(SignsOf(layer), shape, layer.Frame.Signs.ToArray());
        }

        writer.Save(path);
    }

    /// <summary>Reads a model and the number of training steps behind it.</summary>
    /// <exception cref="FlowException">The file is not a checkpoint, or not a whole one.</exception>
    public static (FlowModel Model, int Step) Load(string path, IBackend backend)
    {
        using var reader = new SafeTensorsReader(path);
        var config = ReadConfig(reader);
        var step = int.TryParse(Metadata(reader, StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : throw new FlowException($"{path}: {StepKey}", "a whole number", $"'{Metadata(reader, StepKey)}'", "");
        var model = new FlowModel(config, backend);
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

    private static void Fill(FlowModel model, SafeTensorsReader reader)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in model.Arena.Parameters)
        {
            known.Add(parameter.Name);
            ShapeException.ThrowIfNot(
                parameter.Shape, reader.Entry(parameter.Name).Shape, $"{reader.Path}: {parameter.Name}", "The file is damaged.");
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
            known.Add(PermutationOf(layer));
            known.Add(SignsOf(layer));
            layer.Frame = ReadFrame(layer, reader);
        }

        if (reader.Entries.FirstOrDefault(entry => !known.Contains(entry.Name)) is { } unknown)
        {
            throw new FlowException(reader.Path, "only tensors of its configuration", $"{unknown}", "The file is damaged.");
        }

        model.MarkInitialized();
    }

    private static PluFrame ReadFrame(PluConv1x1 layer, SafeTensorsReader reader)
    {
        var size = layer.Frame.Size;
        var permutation = Read(PermutationOf(layer));
        var signs = Read(SignsOf(layer));
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, size)))
        {
            throw new FlowException(
                $"{reader.Path}: {PermutationOf(layer)}", $"a permutation of 0 to {size - 1}", string.Join(' ', permutation), "");
        }

        return signs.All(sign => sign is 1 or -1)
            ? new PluFrame([.. permutation], [.. signs])
            : throw new FlowException($"{reader.Path}: {SignsOf(layer)}", "1 or -1", string.Join(' ', signs), "");

        int[] Read(string name)
        {
            ShapeException.ThrowIfNot(new Shape(size), reader.Entry(name).Shape, $"{reader.Path}: {name}");
            return reader.ReadInts(name);
        }
    }

    private static FlowConfig ReadConfig(SafeTensorsReader reader)
    {
        if (Metadata(reader, FormatKey) is not Format and var format)
        {
            throw new FlowException(reader.Path, $"format {Format}", $"'{format}'", "Use the version that wrote it.");
        }

        try
        {
            var config = JsonSerializer.Deserialize<FlowConfig>(Metadata(reader, ConfigKey), FlowJson.Compact);
            if (config is not null)
            {
                config.Validate();
                return config;
            }
        }
        catch (JsonException failure)
        {
            throw new FlowException($"{reader.Path}: expected a model's configuration, got other JSON. {failure.Message}", failure);
        }

        throw new FlowException(reader.Path, "a model's configuration", "null", "");
    }

    private static string Metadata(SafeTensorsReader reader, string key) => reader.Metadata.TryGetValue(key, out var value)
        ? value
        : throw new FlowException(reader.Path, $"metadata '{key}'", "none", "It was not written by FlowCore's train.");

    private static IEnumerable<PluConv1x1> PluLayers(FlowModel model) =>
        model.Levels.SelectMany(level => level.Chain.Tree).OfType<PluConv1x1>();

    private static string PermutationOf(PluConv1x1 layer) => layer.Name + ".permutation";

    private static string SignsOf(PluConv1x1 layer) => layer.Name + ".signs";
}
