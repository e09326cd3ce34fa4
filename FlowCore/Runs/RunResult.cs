using FlowCore.Evaluation;

namespace FlowCore.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="IsInterrupted">Whether it was asked to stop before its end; then nothing is evaluated.</param>
/// <param name="SavedStep">The step of the model that is saved.</param>
/// <param name="Valid">The score of the validation images, or null.</param>
/// <param name="Test">The score of the test images, or null.</param>
/// <param name="NonFinite">Numbers of the last samples that are not finite.</param>
/// <param name="Unscored">Images that could not be read when they were to be scored.</param>
public sealed record RunResult(
    RunFolder Folder,
    bool IsInterrupted,
    int SavedStep,
    EvaluationResult? Valid,
    EvaluationResult? Test,
    long NonFinite,
    int Unscored);
