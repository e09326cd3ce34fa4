using FlowCore.Evaluation;
using FlowCore.Models;

namespace FlowCore.Runs;

/// <summary>Looks at what a model's inverse amplifies while it trains: warns, and ends a run whose inverse is lost.</summary>
/// <param name="model">The model.</param>
/// <param name="every">Steps from one look to the next, or 0 for none.</param>
/// <param name="limit">The gain or condition number above which it warns.</param>
/// <param name="warn">Takes the warnings.</param>
public sealed class GainGuard(FlowModel model, int every, double limit, Action<string> warn)
{
    // A model that stays above the limit is mentioned again where it becomes so much worse.
    private const double Worsening = 10;

    private double _mentioned;

    /// <summary>Looks at the model after a step, if it is time to.</summary>
    /// <param name="step">The step.</param>
    /// <returns>What was found, or null between looks.</returns>
    /// <exception cref="FlowException">A layer amplifies roundings beyond <see cref="StabilityReport.MostAmplification"/>.</exception>
    public StabilityReport? AfterStep(int step)
    {
        if (every == 0 || step % every != 0)
        {
            return null;
        }

        var report = StabilityReport.Of(model);
        if (report.Beyond(StabilityReport.MostAmplification) is { } lost)
        {
            throw new FlowException(
                FormattableString.Invariant($"training, step {step}"),
                FormattableString.Invariant($"gains and condition numbers of at most {StabilityReport.MostAmplification:g3}"),
                $"{lost}",
                "Use TrainingOptions.BoundGain, or lower TrainingOptions.LearningRate.");
        }

        if (report.Beyond(limit) is not { } worst)
        {
            _mentioned = 0;
        }
        else if (worst.Worst >= Worsening * _mentioned)
        {
            _mentioned = worst.Worst;
            warn(FormattableString.Invariant(
                $"warning: step {step}: {worst}, above the limit of {limit:g3}: what it decodes loses as many digits."));
        }

        return report;
    }
}
