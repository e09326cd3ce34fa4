using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Tools.Runs;

/// <summary>A training run with every choice made.</summary>
/// <param name="Preset">The preset that the model started from.</param>
/// <param name="Model">The model.</param>
/// <param name="Training">How it is trained.</param>
/// <param name="Data">Where the images come from.</param>
/// <param name="Train">The images to train on.</param>
/// <param name="Valid">The images to make choices on, or null.</param>
/// <param name="Test">The images to test on.</param>
/// <param name="Out">The run folder, or null for the next free one.</param>
/// <param name="SampleEvery">Steps from one picture to the next, or 0.</param>
/// <param name="CheckpointEvery">Steps from one checkpoint to the next, or 0.</param>
/// <param name="IsDryRun">Whether nothing is trained or written.</param>
/// <param name="Json">Whether the last line of output is an object.</param>
internal sealed record TrainPlan(
    string Preset,
    FlowConfig Model,
    TrainingOptions Training,
    RunData Data,
    IImageSet Train,
    IImageSet? Valid,
    IImageSet Test,
    string? Out,
    int SampleEvery,
    int CheckpointEvery,
    bool IsDryRun,
    bool Json);
