using FlowCore.Models;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>A row of a table: what was run, on what, and what came of it. What does not apply is null.</summary>
internal sealed record TableRow
{
    /// <summary>The plot that the row belongs to.</summary>
    public required string Panel { get; init; }

    /// <summary>A unit, a baseline or a published model.</summary>
    public required string What { get; init; }

    /// <summary>Which direction: forward, inverse or sample.</summary>
    public required string Pass { get; init; }

    /// <summary>Its place on the horizontal axis, or null where that has names.</summary>
    public double? X { get; init; }

    /// <summary>What it takes, C×H×W.</summary>
    public ImageShape? Image { get; init; }

    /// <summary>Images a batch.</summary>
    public int? Batch { get; init; }

    /// <summary>The kernel is k×k.</summary>
    public int? Kernel { get; init; }

    /// <summary>The whole model, where it is one.</summary>
    public FlowConfig? Config { get; init; }

    /// <summary>Numbers that are trained.</summary>
    public long? Parameters { get; init; }

    /// <summary>Whether the inverse undoes the forward direction but for roundings.</summary>
    public bool? IsExact { get; init; }

    /// <summary>The times, or null where there are none.</summary>
    public Timing? Time { get; init; }

    /// <summary>The published time, in milliseconds.</summary>
    public double? Published { get; init; }

    /// <summary>Kernels that it launched.</summary>
    public long? Launches { get; init; }

    /// <summary>Operations that it asked the backend for.</summary>
    public long? Operations { get; init; }

    /// <summary>Steps of which each waits for the one before.</summary>
    public long? Depth { get; init; }

    /// <summary>Memory that the backend took, in MiB.</summary>
    public double? Mebibytes { get; init; }

    /// <summary>Its time over that of the layer's own inverse.</summary>
    public double? Ratio { get; init; }

    /// <summary>Where it comes from if it was not measured, or why it has no time.</summary>
    public string? Note { get; init; }

    /// <summary>The time in milliseconds, whoever measured it.</summary>
    public double? Milliseconds => Time?.Median ?? Published;

    /// <summary>What stands for it in a plot's legend.</summary>
    public string Name => NameOf(What, IsExact);

    /// <summary>A name that says of what is approximate that it is.</summary>
    public static string NameOf(string what, bool? isExact) => isExact == false ? what + " (approximate)" : what;
}
