using System.Globalization;
using FlowCore.Files;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>What a run that goes on must have in common with the run that began: all that decides a number of it.</summary>
internal static class RunAgreement
{
    // What decides how long a run is, what memory it takes and when it gives up, and not what it computes.
    private static readonly string[] Free =
    [
        nameof(TrainingOptions.MaxSteps),
        nameof(TrainingOptions.Recompute),
        nameof(TrainingOptions.SkipUnreadable),
        nameof(TrainingOptions.MaxBadSteps),
    ];

    // The records of one are in what the others say, and some may differ.
    private static readonly string[] Elsewhere =
    [
        nameof(RunRecord.Model), nameof(RunRecord.Training), nameof(RunRecord.Version), nameof(RunRecord.Device),
        nameof(RunRecord.SampleEvery), nameof(RunRecord.CheckpointEvery), nameof(RunRecord.EvaluateEvery), nameof(RunRecord.Keep),
        nameof(RunRecord.GainEvery), nameof(RunRecord.GainLimit),
    ];

    // They follow from what is chosen, of which whoever chose otherwise is told first.
    private static readonly string[] Counts =
        [nameof(RunRecord.TrainImages), nameof(RunRecord.ValidImages), nameof(RunRecord.TestImages)];

    /// <summary>Refuses to go on with another model, other images or other options than a run began with.</summary>
    /// <param name="before">The run's record.</param>
    /// <param name="now">The record of how it is to go on.</param>
    /// <exception cref="FlowOptionException">They differ; both values are named.</exception>
    public static void ThrowUnless(RunRecord before, RunRecord now)
    {
        Refuse(JsonDifference.Find(before.Model, now.Model), nameof(FlowConfig));
        Refuse(Difference(before.Training, now.Training), nameof(TrainingOptions));
        Refuse(JsonDifference.Find(before, now, [.. Elsewhere, .. Counts]), nameof(RunRecord));
        Refuse(JsonDifference.Find(before, now, Elsewhere), nameof(RunRecord));
        if (now.Training.Schedule == ScheduleKind.Plateau)
        {
            // The scores that it is given decide its learning rate.
            var (every, everyNow) = (before.EvaluateEvery, now.EvaluateEvery);
            Refuse(every == everyNow ? null : new(nameof(RunPlan.EvaluateEvery), Text(every), Text(everyNow)), nameof(RunPlan));
        }
    }

    /// <summary>An option of training that decides numbers and in which two runs differ, or null.</summary>
    public static JsonDifference? Difference(TrainingOptions before, TrainingOptions now) => JsonDifference.Find(before, now, Free);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Refuse(JsonDifference? difference, string type)
    {
        if (difference is not null)
        {
            throw new FlowOptionException(
                $"{type}.{difference.Member}",
                $"{difference.Before}, which the run began with",
                difference.Now,
                "Leave it as it was, or begin another run.");
        }
    }
}
