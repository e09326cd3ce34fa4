using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Checkpoints;

/// <summary>What a checkpoint says of itself in its header: no number of the model is read, and there is memory for none.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Format">The format, such as <c>flowcore-2</c>.</param>
/// <param name="Step">Training steps behind the model.</param>
public sealed record CheckpointInfo(string Path, long Bytes, string Format, int Step)
{
    /// <summary>The SHA-256 of what the file holds, as it says itself: reading the model compares it. Null in files from before it.</summary>
    public string? Hash { get; init; }

    /// <summary>What the model was built from, or null of a model of parts, which only the program that made it can build.</summary>
    public FlowConfig? Config { get; init; }

    /// <summary>The map between pixels and what the first level takes; null without a configuration.</summary>
    public PixelMap? PixelMap { get; init; }

    /// <summary>The levels, with parameters that have no memory; none without a configuration.</summary>
    public IReadOnlyList<FlowLevel> Levels { get; init; } = [];

    /// <summary>Numbers that are trained.</summary>
    public long Parameters { get; init; }

    /// <summary>Entries that never change (<see cref="FlowPart.FixedEntries"/>); 0 without a configuration.</summary>
    public long FixedEntries => (PixelMap?.FixedEntries ?? 0) + Levels.Sum(level => level.FixedEntries);

    /// <summary>Whether the average of the weights is in it, besides the weights.</summary>
    public bool HasAverage { get; init; }

    /// <summary>Whether training can go on from it.</summary>
    public bool HasTrainingState { get; init; }

    /// <summary>Sections as long as the parameters, such as an optimizer's moments and the average.</summary>
    public IReadOnlyList<string> Sections { get; init; } = [];

    /// <summary>How it was trained, or null if the file does not say it, or not in a way that can be read here.</summary>
    public TrainingOptions? Training { get; init; }

    /// <summary>The tree of layers with shapes and parameter counts, or null without a configuration.</summary>
    public string? Tree => PixelMap is null ? null : FlowTree.Of(PixelMap, Levels);
}
