using System.Globalization;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Checkpoints;

/// <summary>
/// A model in a safetensors file: every parameter and constant under its name, and the configuration in the metadata, so that
/// the file alone is enough to run it; if asked for, also what training needs to go on. A hash of all that tells a file that was
/// damaged on its way from one that was not.
/// </summary>
public static partial class Checkpoint
{
    private const string FormatKey = "format";
    private const string ConfigKey = "config";
    private const string StepKey = "step";
    private const string UpdatesKey = "updates";
    private const string SectionsKey = "sections";
    private const string HashKey = "sha256";
    private const string Damaged = "The file is damaged.";

    /// <summary>Writes a started model, under a temporary name first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, trained or at least started; one of parts can be restored into one like it.</param>
    /// <param name="step">Training steps behind it.</param>
    /// <exception cref="FlowException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, FlowModel model, int step) => Save(path, model, step, average: null);

    /// <summary>Writes a started model and the average of its weights, and nothing that its training would need to go on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, trained or at least started.</param>
    /// <param name="step">Training steps behind it.</param>
    /// <param name="average">The average of its weights, or null where none is kept.</param>
    /// <exception cref="FlowException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, FlowModel model, int step, WeightAverage? average) =>
        Save(path, model, step, state: null, average is null ? [] : [new(WeightAverage.Section, average.Values)], training: null);

    /// <summary>Writes a started model and what its training needs to go on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, trained or at least started.</param>
    /// <param name="state">Where its training stands.</param>
    /// <param name="training">How it is trained, for whoever reads the file; null to leave that out.</param>
    /// <exception cref="FlowException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, FlowModel model, TrainingState state, TrainingOptions? training = null) =>
        Save(path, model, state.Step, state, state.Sections, training);

    /// <summary>
    /// Reads a model and the number of training steps behind it. A file without a hash, from before there was one, is read as it is.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="backend">Where the model is to run.</param>
    /// <param name="catalog">What the configuration's names mean, or null for <see cref="FlowCatalog.Standard"/>.</param>
    /// <param name="weights">Which weights the model has; null for their average where the file has one (<see cref="WeightsOf"/>).</param>
    /// <exception cref="FlowException">The file is not a checkpoint, or not a whole one, or has no average though it is asked for.</exception>
    public static (FlowModel Model, int Step) Load(
        string path, IBackend backend, FlowCatalog? catalog = null, ModelWeights? weights = null)
    {
        using var reader = Open(path);
        var hasAverage = HasAverage(reader);
        if (weights == ModelWeights.Average && !hasAverage)
        {
            throw new FlowException(
                path, "averaged weights", "a training that kept none", "Ask for the raw weights, or train with TrainingOptions.AverageDecay.");
        }

        var section = hasAverage && weights != ModelWeights.Raw ? WeightAverage.Section : null;
        var config = ReadConfig(reader, catalog);
        var step = Number(reader, StepKey);
        var (pixelMap, levels) = BuildParts(reader, config, catalog, section is null ? [] : [section]);
        CheckHash(reader);
        var model = new FlowModel(config, pixelMap, levels, backend, withInitialValues: false);
        try
        {
            Fill(model, reader, section);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        return (model, step);
    }

    /// <summary>Which weights of a file <see cref="Load"/> takes unless it is told: their average where there is one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FlowException">The file is not a checkpoint.</exception>
    public static ModelWeights WeightsOf(string path)
    {
        using var reader = Open(path);
        return HasAverage(reader) ? ModelWeights.Average : ModelWeights.Raw;
    }

    /// <summary>Replaces the numbers of a model by those of a file: for models of parts, which no configuration describes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">A model of the same parts under the same names; unchanged if the file is refused for what it holds.</param>
    /// <param name="state">Takes what training needs to go on, or null.</param>
    /// <returns>The training steps behind it.</returns>
    /// <exception cref="FlowException">The file is not a checkpoint of such a model, or has no training state though one is asked for.</exception>
    public static int Restore(string path, FlowModel model, TrainingState? state = null)
    {
        using var reader = Open(path);
        RequireConfig(reader, model);
        var step = Number(reader, StepKey);
        var updates = state is null ? 0 : Number(reader, UpdatesKey);
        var tensors = new CheckpointTensors(reader);
        var sections = Sections(reader);
        var numbers = state is null ? [] : Refusing(reader, () => CheckpointNumbers.In(reader.Metadata));
        Refusing(reader, () =>
        {
            foreach (var part in model.Parts)
            {
                tensors.Require(part);
            }

            foreach (var section in state is null ? [] : sections)
            {
                tensors.RequireSection(section, model.Arena.Parameters);
            }

            tensors.ThrowIfMore(sections);
        });
        CheckHash(reader);
        Fill(model, reader);
        if (state is not null)
        {
            (state.Step, state.Updates) = (step, updates);
            foreach (var section in sections)
            {
                FillSection(state, section, reader);
            }

            state.Numbers.Clear();
            foreach (var (name, number) in numbers)
            {
                state.Numbers.Add(name, number);
            }
        }

        return step;
    }

    private static SafeTensorsReader Open(string path, Action<SafeTensorsReader>? check = null)
    {
        var reader = new SafeTensorsReader(path);
        try
        {
            check?.Invoke(reader);
            var format = Metadata(reader, FormatKey);
            return CheckpointConfig.IsReadable(format)
                ? reader
                : throw new FlowException(path, $"format {CheckpointConfig.Format}", $"'{format}'", "Use the version that wrote it.");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static FlowConfig ReadConfig(SafeTensorsReader reader, FlowCatalog? catalog)
    {
        var (format, json) = (Metadata(reader, FormatKey), Metadata(reader, ConfigKey));
        return Refusing(reader, () => CheckpointConfig.Read(format, json, catalog));
    }

    /// <summary>The parts of a configuration, without memory, once the header is known to have their tensors and no others.</summary>
    private static (PixelMap PixelMap, IReadOnlyList<FlowLevel> Levels) BuildParts(
        SafeTensorsReader reader, FlowConfig config, FlowCatalog? catalog, IEnumerable<string> sections)
    {
        var tensors = new CheckpointTensors(reader);
        var builder = new FlowBuilder(config, seed: 0, catalog) { Made = tensors.Require };
        return Refusing(reader, () =>
        {
            var levels = builder.BuildLevels();
            tensors.ThrowIfMore(Sections(reader));
            foreach (var section in sections)
            {
                tensors.RequireSection(section, levels.SelectMany(level => level.Parameters));
            }

            return (builder.BuildPixelMap(), levels);
        });
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

    private static bool HasAverage(SafeTensorsReader reader) => Sections(reader).Contains(WeightAverage.Section);

    private static void Fill(FlowModel model, SafeTensorsReader reader, string? section = null)
    {
        foreach (var parameter in model.Arena.Parameters)
        {
            var name = section is null ? parameter.Name : CheckpointTensors.InSection(section, parameter.Name);
            model.Backend.Write(FiniteNumbers(reader, name), parameter.Value);
        }

        foreach (var constant in model.Parts.SelectMany(part => part.Constants))
        {
            var values = reader.ReadInts(constant.Name);
            Refusing(reader, () => constant.Set([.. values]));
        }

        model.MarkInitialized();
    }

    private static void FillSection(TrainingState state, string section, SafeTensorsReader reader)
    {
        foreach (var (parameter, part) in state.Arena.PartsOf(state.Section(section)))
        {
            state.Arena.Backend.Write(FiniteNumbers(reader, CheckpointTensors.InSection(section, parameter.Name)), part);
        }
    }

    private static float[] FiniteNumbers(SafeTensorsReader reader, string name)
    {
        var values = reader.ReadFloats(name);
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0
            ? values
            : throw new FlowException(
                $"{reader.Path}: {name}",
                "finite numbers",
                FormattableString.Invariant($"{values[bad]} at {bad}"),
                "Use an earlier checkpoint.");
    }

    private static string[] Sections(SafeTensorsReader reader) =>
        reader.Metadata.TryGetValue(SectionsKey, out var sections) ? sections.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];

    private static int Number(SafeTensorsReader reader, string key) =>
        int.TryParse(Metadata(reader, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FlowException($"{reader.Path}: {key}", "a whole number", $"'{Metadata(reader, key)}'", "");

    private static string Metadata(SafeTensorsReader reader, string key) => reader.Metadata.TryGetValue(key, out var value)
        ? value
        : throw new FlowException(
            reader.Path,
            $"metadata '{key}'",
            "none",
            key == UpdatesKey ? "It was saved without what training needs to go on." : "It was not written by FlowCore's train.");

    /// <inheritdoc cref="Refusing{T}"/>
    private static void Refusing(SafeTensorsReader reader, Action check) => Refusing(reader, () =>
    {
        check();
        return true;
    });

    /// <summary>Does what may refuse a part of the file, whose line then names the file too.</summary>
    private static T Refusing<T>(SafeTensorsReader reader, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FlowException refusal)
        {
            throw refusal.Inside(reader.Path, Damaged);
        }
    }
}
