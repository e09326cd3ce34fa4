using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Runs;
using FlowCore.Training;

namespace FlowCore.Tools.Benching.Units;

/// <summary>
/// Trains trials, each run in a folder of its own, <c>ROOT/UNIT-SEED</c>. A run that is there already goes on, or is scored if it is
/// at its end: a comparison that was stopped, or gets a unit or a seed more, loses nothing.
/// </summary>
/// <param name="root">The folder of the runs.</param>
/// <param name="name">The preset.</param>
/// <param name="options">How each is trained but for the seed.</param>
/// <param name="data">The images.</param>
/// <param name="catalog">What models are built from.</param>
internal sealed class UnitTrainer(string root, string name, TrainingOptions options, RunData data, FlowCatalog catalog)
{
    /// <summary>How each is trained.</summary>
    public TrainingOptions Options => options;

    /// <summary>Trains a model, and scores and decodes the test images with it.</summary>
    /// <param name="trial">The model.</param>
    /// <param name="seed">Seeds its first weights and the order of the images.</param>
    /// <param name="backend">Where.</param>
    /// <param name="observer">Watches the training.</param>
    /// <param name="stop">Ends it tidily.</param>
    /// <exception cref="FlowException">The folder holds another run, or one of more steps.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; what was trained is kept.</exception>
    public EvaluationResult Score(UnitTrial trial, int seed, IBackend backend, IRunObserver observer, CancellationToken stop)
    {
        var folder = FolderOf(trial, seed);
        var goesOn = Directory.Exists(folder);
        var plan = new RunPlan
        {
            Name = name,
            Model = trial.Config,
            Catalog = catalog,
            Training = options with { Seed = (ulong)seed },
            Data = data with { Valid = null, Test = null },
            Folder = goesOn ? null : folder,
            Resume = goesOn ? folder : null,
            SampleEvery = 0,
            EvaluateEvery = 0,
            GainEvery = 0,
        };
        using (var run = new TrainingRun(plan, backend, observer))
        {
            if (run.FirstStep < options.MaxSteps)
            {
                run.Execute(stop);
            }
        }

        stop.ThrowIfCancellationRequested();
        using var model = FlowModel.Load(folder, backend, catalog);
        return Evaluator.Evaluate(
            model, Scored, new EvaluationOptions { Seed = (ulong)seed, RoundTrip = true, BatchSize = options.BatchSize }, stop);
    }

    /// <summary>What is timed of the run of the first seed, on the first batch of the test images.</summary>
    /// <param name="trial">The model.</param>
    /// <param name="backend">Where.</param>
    public TrialPasses Passes(UnitTrial trial, IBackend backend)
    {
        var batch = Scored.Batch([.. Enumerable.Range(0, Math.Min(options.BatchSize, Scored.Count))]);
        return new TrialPasses(FlowModel.Load(FolderOf(trial, seed: 0), backend, catalog), options, data.Train, batch);
    }

    private IImageSet Scored => data.Test ?? data.Train;

    private string FolderOf(UnitTrial trial, int seed) => Path.Combine(root, FormattableString.Invariant($"{trial.Key}-{seed}"));
}
