using FlowCore.Data;

namespace FlowCore.Training;

/// <summary>A step that was not done, because its loss, its gradient or the weights are not finite, and what is known of it.</summary>
/// <param name="Step">Its number.</param>
/// <param name="Problem">What is not as it should be, and where.</param>
/// <param name="Layer">The first layer in forward order where it shows.</param>
/// <param name="Images">Its images, as they were trained on.</param>
/// <param name="Suspects">The ids of those whose own density is not finite; empty where that tells none.</param>
/// <param name="LogDensity">The batch's mean ln p(x), nats an image.</param>
/// <param name="LogPrior">The batch's mean ln p(z).</param>
/// <param name="LogDet">The batch's mean log-det.</param>
/// <param name="GradientNorm">The 2-norm of the gradient.</param>
/// <param name="LearningRate">The learning rate it would have had.</param>
public sealed record BadStep(
    int Step,
    string Problem,
    string Layer,
    ImageBatch Images,
    IReadOnlyList<int> Suspects,
    double LogDensity,
    double LogPrior,
    double LogDet,
    double GradientNorm,
    double LearningRate)
{
    /// <summary>The same in a line: <c>step 7: the loss is NaN, first not finite after level1.step2.coupling</c>.</summary>
    public string Line => FormattableString.Invariant($"step {Step}: {Problem}");
}
