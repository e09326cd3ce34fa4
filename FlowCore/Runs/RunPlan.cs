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

    /// <summary>The run folder, new or empty; null for <c>runs/NAME-n</c> with the next free n. A run that goes on has its own.</summary>
    public string? Folder { get; init; }

    /// <summary>
    /// The run to go on with, its folder or one of its checkpoints, or null to begin one. The newest checkpoint of a folder is
    /// taken that is whole; from a checkpoint that is named the run goes on as if it had never come further. All that decides
    /// numbers must be as it was; steps, intervals, what is kept and the device may change.
    /// </summary>
    public string? Resume { get; init; }

    /// <summary>Steps from one picture of samples to the next, or 0 for none between the first and the last.</summary>
    public int SampleEvery { get; init; } = 500;

    /// <summary>Steps from one checkpoint to the next, or 0 for none between the first and the last.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Checkpoints that are kept besides the last: those before it.</summary>
    public int Keep { get; init; } = 2;

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

    /// <summary>Refuses values out of range, and what does not go together.</summary>
    /// <exception cref="FlowOptionException">There is something to refuse.</exception>
    /// <exception cref="FlowException">An option of training is out of its range.</exception>
    public void Validate()
    {
        Training.Validate();
        RequireCount(nameof(SampleEvery), SampleEvery);
        RequireCount(nameof(CheckpointEvery), CheckpointEvery);
        RequireCount(nameof(EvaluateEvery), EvaluateEvery);
        RequireCount(nameof(Keep), Keep);

        if (Training.Schedule == ScheduleKind.Plateau && (Data.Valid is null || EvaluateEvery == 0))
        {
            throw new FlowOptionException(
                $"{nameof(TrainingOptions)}.{nameof(TrainingOptions.Schedule)}",
                "validation images that are scored now and then, for a plateau",
                Data.Valid is null ? "no validation images" : $"{nameof(RunPlan)}.{nameof(EvaluateEvery)} 0",
                Data.Valid is null ? "Hold some out with DataOptions.ValidFraction." : "Set it to a number of steps.");
        }

        if (Resume is not null && Folder is not null)
        {
            throw new FlowOptionException(
                $"{nameof(RunPlan)}.{nameof(Folder)}", "none for a run that goes on, which has its own", $"'{Folder}'", "Leave it out.");
        }
    }

    private static void RequireCount(string name, int value)
    {
        if (value < 0)
        {
            throw new FlowOptionException($"{nameof(RunPlan)}.{name}", "0 or more", FormattableString.Invariant($"{value}"), "");
        }
    }
}
