using FlowCore.Data;

namespace FlowCore.Training;

/// <summary>The images of a step.</summary>
/// <param name="Images">The images.</param>
/// <param name="Unreadable">A line for each image that was found to be unreadable and replaced.</param>
internal sealed record TrainingBatch(ImageBatch Images, IReadOnlyList<string> Unreadable);
