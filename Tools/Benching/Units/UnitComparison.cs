using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Runs;

namespace FlowCore.Tools.Benching.Units;

/// <summary>Trains and times trials on one backend.</summary>
/// <param name="trainer">Trains them.</param>
/// <param name="backend">Where.</param>
/// <param name="output">Is told what came of each run.</param>
/// <param name="stop">Ends it between two steps or runs.</param>
internal sealed class UnitComparison(UnitTrainer trainer, IBackend backend, TextWriter output, CancellationToken stop)
{
    /// <summary>Trains each trial with each seed, or finds that it is trained.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="seeds">How many seeds, from 0 on.</param>
    /// <param name="observer">Makes what watches a run.</param>
    public IReadOnlyList<UnitRow> Train(IReadOnlyList<UnitTrial> trials, int seeds, Func<IRunObserver> observer)
    {
        var scores = trials.Select(_ => ImmutableArray.CreateBuilder<Evaluation.EvaluationResult>()).ToArray();

        // Seed by seed, so that what is stopped has each unit with as many.
        for (var seed = 0; seed < seeds; seed++)
        {
            foreach (var (index, trial) in trials.Index().Where(each => each.Item.Refusal is null))
            {
                var score = trainer.Score(trial, seed, backend, observer(), stop);
                scores[index].Add(score);
                output.WriteLine(FormattableString.Invariant(
                    $"{trial.Name}, seed {seed}: {score.BitsPerDimension:F3} bits/dim, {score.DifferingBytes} of ")
                    + FormattableString.Invariant($"{(long)score.Images * trial.Config.Image.Dimensions} bytes differ"));
            }
        }

        return [.. trials.Select((trial, i) => new UnitRow(trial, trainer.Options.MaxSteps, trainer.Options.BatchSize) { Scores = scores[i].ToImmutable() })];
    }

    /// <summary>Times each trained model of the first seed, in turn with that of the first row.</summary>
    /// <param name="rows">The rows of <see cref="Train"/>.</param>
    /// <param name="clock">Times work on the backend.</param>
    public IReadOnlyList<UnitRow> Time(IReadOnlyList<UnitRow> rows, BenchClock clock)
    {
        if (rows.FirstOrDefault(row => !row.Scores.IsEmpty) is not { } first)
        {
            return rows;
        }

        using var beside = trainer.Passes(first.Trial, backend);
        return [.. rows.Select(row => row.Scores.IsEmpty ? row : Time(row, beside, clock))];
    }

    private UnitRow Time(UnitRow row, TrialPasses beside, BenchClock clock)
    {
        using var passes = trainer.Passes(row.Trial, backend);
        var timed = clock.MeasureInTurn([.. beside.All, .. passes.All]).Select(measured => measured.Time).ToArray();
        var times = new UnitTimes(timed[3], timed[4], timed[5], Ratio(0), Ratio(1), Ratio(2));
        output.WriteLine(FormattableString.Invariant(
            $"{row.Trial.Name,-20} step {times.Step.Median,9:F2} ms  forward {times.Forward.Median,9:F2} ms  sample {times.Sample.Median,9:F2} ms"));
        return row with { IsExact = passes.IsExact, Times = times };

        double Ratio(int pass) => timed[pass + 3].Median / timed[pass].Median;
    }
}
