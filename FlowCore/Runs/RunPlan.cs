using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>A training run with every choice made.</summary>
public sealed record RunPlan
{
    /// <summary>What the model is called: the preset that it started from. Folders of runs are named by it.</summary>
    public required string Name { get; init; }

    /// <summary>The model.</summary>
    public required FlowConfig Model { get; init; }

    /// <summary>What the model's names mean, or null for <see cref="FlowCatalog.Standard"/>.</summary>
    public FlowCatalog? Catalog { get; init; }

    /// <summary>How it is trained.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>The images.</summary>
    public required RunData Data { get; init; }

    /// <summary>The run folder, new or empty; null for <c>runs/NAME-n</c> with the next free n.</summary>
    public string? Folder { get; init; }

    /// <summary>Steps from one picture of samples to the next, or 0 for none between the first and the last.</summary>
    public int SampleEvery { get; init; } = 500;

    /// <summary>Steps from one checkpoint to the next, or 0 for none between the first and the last.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Steps from one evaluation to the next, or 0 for one at the end alone.</summary>
    public int EvaluateEvery { get; init; } = 500;
    /// <summary>Steps from one look at what the model's inverse amplifies to the next, or 0 for none.</summary>
    public int GainEvery { get; init; } = 100;

    /// <summary>The gain of a layer's inverse, or condition number of its matrix, above which the run warns.</summary>
    public double GainLimit { get; init; } = 1e3;

    /// <summary>
    /// Writes samples, of so many bits a pixel, as a picture to a path; null for no pictures. The library itself writes none:
    /// FlowCore.Imaging does.
    /// </summary>
    public Action<string, ImageBatch, int>? SavePicture { get; init; }
}
