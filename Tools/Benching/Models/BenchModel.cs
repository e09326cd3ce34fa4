using System.Text.Json;
using FlowCore.Models;

namespace FlowCore.Tools.Benching.Models;

/// <summary>What a measurement is of.</summary>
/// <param name="Preset">The model that it began with.</param>
/// <param name="Config">The model.</param>
/// <param name="BatchSize">Images a batch.</param>
/// <param name="Recompute">Whether a training step computes hidden activations again.</param>
internal sealed record BenchModel(string Preset, FlowConfig Config, int BatchSize, bool Recompute = false)
{
    /// <summary>What whole passes work on, for the column of a table.</summary>
    public string Shape => ShapeOf(BatchSize);

    /// <summary>The same for another number of images.</summary>
    public string ShapeOf(int images) => FormattableString.Invariant($"{Config.Image}, N={images}");

    /// <summary>Its levels, without memory for their parameters.</summary>
    public IReadOnlyList<FlowLevel> BuildLevels() => new FlowBuilder(Config).BuildLevels();

    /// <summary>Writes what it is into an object.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("preset", Preset);
        json.WriteString("image", Config.Image.ToString());
        json.WriteNumber("levels", Config.Levels);
        json.WriteNumber("stepsPerLevel", Config.StepsPerLevel);
        json.WriteNumber("width", Config.Width);
        json.WriteNumber("batchSize", BatchSize);
    }

    /// <summary><c>fashion-small, 1×28×28 images, levels 2, steps per level 4, width 64, batch 100</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Preset}, {Config.Image} images, levels {Config.Levels}, steps per level {Config.StepsPerLevel}, ")
        + FormattableString.Invariant($"width {Config.Width}, batch {BatchSize}");
}
