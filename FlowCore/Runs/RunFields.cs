namespace FlowCore.Runs;

/// <summary>
/// The numbers that a run logs, each in one place, whatever file they go to; docs/TRAINING.md says what each is. Of two runs of
/// one seed those of the groups <see cref="Time"/> and <see cref="Memory"/> differ, and no others.
/// </summary>
public static class RunFields
{
    /// <summary>The loss and the step that it led to.</summary>
    public const string Train = "train";

    /// <summary>What the model scores on images that it does not train on, and what it brings back of them.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>How each level's latent is distributed.</summary>
    public const string Latents = "latents";

    /// <summary>What warns of a run that goes astray.</summary>
    public const string Stability = "stability";

    /// <summary>Where the time goes.</summary>
    public const string Time = "time";

    /// <summary>Where the memory goes.</summary>
    public const string Memory = "memory";

    /// <summary>The numbers of a step, in the order of the file; those that were not measured are left out.</summary>
    /// <param name="report">The step.</param>
    public static IEnumerable<RunField> Of(StepReport report)
    {
        var step = report.Metrics;
        yield return new(Train, "bpd", step.BitsPerDimension);
        yield return new(Train, "nats", step.Nats);
        yield return new(Train, "logPz", step.LogPrior);
        yield return new(Train, "logDet", step.LogDet);
        yield return new(Train, "gradNorm", step.GradientNorm);
        yield return new(Train, "clip", step.Clip);
        yield return new(Train, "lr", step.LearningRate);
        yield return new(Stability, "refusedSteps", report.Refused);
        if (report.Stability?.LargestGain?.Gain is { } gain)
        {
            yield return new(Stability, "largestGain", gain);
        }

        if (report.Stability?.LargestCondition?.Condition is { } condition)
        {
            yield return new(Stability, "largestCondition", condition);
        }

        foreach (var field in report.Evaluation is { } evaluation ? Of(evaluation) : [])
        {
            yield return field;
        }

        yield return new(Time, "ms", Math.Round(step.Milliseconds, 3));
        yield return new(Time, "imagesPerSecond", Math.Round(1000 * report.BatchSize / step.Milliseconds, 1));
        yield return new(Time, "dataWaitShare", Math.Round(step.DataWaitMilliseconds / step.Milliseconds, 4));
        yield return new(Time, "dataMs", Math.Round(step.DataWaitMilliseconds, 3));
        yield return new(Time, "forwardMs", Math.Round(step.Phases.Forward, 3));
        yield return new(Time, "backwardMs", Math.Round(step.Phases.Backward, 3));
        yield return new(Time, "optimizerMs", Math.Round(step.Phases.Optimizer, 3));
        if (report.Memory is { } memory)
        {
            yield return new(Memory, "managedBytes", memory.Managed);
            yield return new(Memory, "nativeBytes", memory.Native);
            yield return new(Memory, "workingSetBytes", memory.WorkingSet);
        }
    }

    /// <summary>The numbers of an evaluation, which stand before those of the time.</summary>
    /// <param name="evaluation">The evaluation.</param>
    public static IEnumerable<RunField> Of(RunEvaluation evaluation)
    {
        if (evaluation.ValidBitsPerDimension is { } bits)
        {
            yield return new(Evaluation, "validBpd", bits);
        }

        if (evaluation.AverageBitsPerDimension is { } average)
        {
            yield return new(Evaluation, "emaValidBpd", average);
        }

        yield return new(Evaluation, "roundTripBytes", evaluation.RoundTripBytes);
        yield return new(Evaluation, "differingBytes", evaluation.DifferingBytes);
        for (var level = 0; level < evaluation.Latents.Count; level++)
        {
            var (mean, deviation) = evaluation.Latents[level];
            yield return new(Latents, FormattableString.Invariant($"latent{level + 1}Mean"), mean);
            yield return new(Latents, FormattableString.Invariant($"latent{level + 1}Std"), deviation);
        }
    }
}
