using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Training.Schedules;

namespace FlowCore.Training;

/// <summary>Maximum likelihood: each step lowers the mean bits per dimension of a batch.</summary>
public sealed class Trainer : IDisposable
{
    // Enough to ride out a slow file, and little memory.
    private const int BatchesAhead = 3;

    private const string StartScore = "start.bitsPerDimension";

    private readonly FlowModel _model;
    private readonly IImageSet _images;
    private readonly TrainingOptions _options;
    private readonly TrainingState _state;
    private readonly bool _ownsState;
    private readonly IOptimizer _optimizer;
    private readonly ISchedule _schedule;
    private readonly TrainingBatches _batches;
    private readonly GradientPass _pass;
    private readonly StepGuard _guard;
    private readonly StepClock _clock = new();
    private ReadAhead<TrainingBatch>? _ahead;
    private ModelCheck? _check;

    /// <summary>A trainer of a model on images of the model's shape.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="state">
    /// Where training of this model stands, to go on from there with the same options and images; null to begin. The caller's.
    /// </param>
    /// <exception cref="FlowException">
    /// An option is out of range, the images are of another shape, or a batch does not fit into the device's memory.
    /// </exception>
    public Trainer(FlowModel model, IImageSet images, TrainingOptions options, TrainingState? state = null)
    {
        options.Validate();
        if (images.Shape != model.Image)
        {
            throw new ShapeException(
                images.Name, $"{model.Image} images, which the model was built for", $"{images.Shape}", "Use other images.");
        }

        Reserve(model, options);
        (_model, _images, _options) = (model, images, options);
        (_state, _ownsState) = (state ?? new TrainingState(model.Arena), state is null);
        _optimizer = options.CreateOptimizer(_state);
        _schedule = options.CreateSchedule(_state.Numbers, images.Count);
        Average = options.AverageDecay > 0 ? new WeightAverage(_state, options.AverageDecay) : null;
        _batches = new TrainingBatches(images, options);
        _pass = new GradientPass(model, options);
        _guard = new StepGuard(model, options);
    }

    /// <summary>Steps done, refused ones included.</summary>
    public int Step => _state.Step;

    /// <summary>Where training stands: all that has to be saved beside the model to go on.</summary>
    public TrainingState State => _state;

    /// <summary>The average of the weights, or null where none is kept.</summary>
    public WeightAverage? Average { get; }

    /// <summary>Steps that were refused so far, before a resumption too.</summary>
    public int Refused => _state.Step - _state.Updates;

    /// <summary>Images that were found to be unreadable so far, and replaced.</summary>
    public int Unreadable { get; private set; }

    /// <summary>
    /// Starts the model's actnorms from one pass over the first <c>InitImages</c> images of the run's order, unless the state is of
    /// training that did so already: then the model stays as it is.
    /// </summary>
    /// <param name="warn">Takes a line for each thing that is not as it should be.</param>
    /// <param name="cancellation">Ends it between two images; there is no start then.</param>
    /// <exception cref="UnreadableImageException">An image cannot be read and may not be replaced, or too many cannot.</exception>
    public void Initialize(Action<string>? warn = null, CancellationToken cancellation = default)
    {
        var pool = _batches.First(cancellation);
        Unreadable += pool.Unreadable.Count;
        foreach (var line in pool.Unreadable)
        {
            warn?.Invoke(line);
        }

        StartReading();
        double? start = _state.Numbers.TryGetValue(StartScore, out var score) ? score : null;
        if (start is null && Step == 0)
        {
            BoundGains();
            _model.Initialize(pool.Images, _options.Seed, warn);
            Average?.Restart();
        }

        _check = new ModelCheck(_model, pool.Images, _options, start);
        _state.Numbers[StartScore] = _check.Start;
    }

    /// <summary>
    /// Takes the score of validation images after the last step, by which a plateau lowers the learning rate; other schedules need
    /// none. The steps that are scored are a part of what decides a run.
    /// </summary>
    /// <param name="bitsPerDimension">The score of the weights that are trained, not of their average.</param>
    public void Observe(double bitsPerDimension) => (_schedule as PlateauSchedule)?.Observe(Step, bitsPerDimension);

    /// <summary>
    /// Whether a plateau that is given a score every so many steps has not had that of the last step: training was stopped between
    /// the two, and <see cref="Observe"/> comes first when it goes on.
    /// </summary>
    /// <param name="every">Steps from one score to the next.</param>
    public bool AwaitsScore(int every) =>
        _schedule is PlateauSchedule plateau && Step > 0 && every > 0 && Step % every == 0 && plateau.ScoredStep < Step;

    /// <summary>
    /// Why the model as it stands is of no use, or null when it is of use: its weights are finite, and it scores images that it
    /// was started from, with bits per dimension not far beyond those of the start or of a model that knows nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">This trainer did not start the model, and has nothing to compare with.</exception>
    public string? FindFault() => _check is { } check
        ? check.FindFault()
        : throw new InvalidOperationException("Trainer.FindFault: expected a model that this trainer started. Call Initialize.");

    /// <summary>
    /// One step: the loss and its gradients, and the update unless they are not finite; then the parameters stay as they
    /// are and the metrics say why.
    /// </summary>
    /// <param name="cancellation">Ends it between two operations: the step does not count, and was this trainer's last.</param>
    /// <exception cref="FlowException">More steps were refused than may be, or images cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the parameters are those before the step.</exception>
    public StepMetrics RunStep(CancellationToken cancellation = default)
    {
        if (!_model.IsInitialized)
        {
            Initialize(warn: null, cancellation);
        }

        _guard.ThrowIfTooMany(Refused);
        _clock.Start();
        var taken = StartReading().Take(cancellation);
        var (batch, unreadable) = taken;
        _clock.End(StepPhase.Data);
        Unreadable += unreadable.Count;
        var step = Step + 1;
        var noise = Dequantization.Uniform(new RandomKey(_options.Seed, RandomStream.TrainingNoise, (uint)step));
        var learningRate = _options.LearningRateAt(step, _schedule);
        var means = _pass.Compute(batch, noise, _clock, cancellation);
        var (total, logPrior, logDet) = means;

        // Only now: what ended it before has left the parameters as they were, and the step is not done.
        _state.Step = step;
        var norm = double.IsFinite(total) ? Math.Sqrt(_model.Backend.SumOfSquares(_model.Arena.Gradients)) : double.NaN;
        var bad = _guard.Check(step, means, norm, learningRate, double.IsFinite(total) ? batch : _pass.LastPart ?? batch, noise);
        _clock.End(StepPhase.Backward);
        var clip = _options.GradClipNorm > 0 && norm > _options.GradClipNorm ? _options.GradClipNorm / norm : 1;
        if (bad is null)
        {
            Average?.EnsureStarted();
            _optimizer.Step(learningRate, clip);
            BoundGains();
            Average?.Update();
        }

        _batches.Return(taken);
        _clock.End(StepPhase.Optimizer);
        var bits = BitsPerDimension.FromNats(total, _model.Image.Dimensions);
        return new StepMetrics(
            step,
            bits,
            logPrior,
            logDet,
            norm,
            clip,
            learningRate,
            _clock.Milliseconds,
            _clock.In(StepPhase.Data),
            bad?.Line,
            unreadable)
        {
            Nats = -total,
            Phases = _clock.Phases(),
            Bad = bad,
        };
    }

    /// <summary>Stops reading ahead and gives the memory of a state of its own back.</summary>
    public void Dispose()
    {
        _ahead?.Dispose();
        _pass.Dispose();
        if (_ownsState)
        {
            _state.Dispose();
        }
    }

    private ReadAhead<TrainingBatch> StartReading()
    {
        if (_ahead is null)
        {
            var step = Step;
            _ahead = new ReadAhead<TrainingBatch>(BatchesAhead, stop => _batches.At(++step, stop));
        }

        return _ahead;
    }

    /// <summary>
    /// Takes the memory that a step keeps for its gradients, most of what it needs, and leaves it to the pool: a batch that does
    /// not fit is refused now and not after minutes of work.
    /// </summary>
    private static void Reserve(FlowModel model, TrainingOptions options)
    {
        if (options.Recompute)
        {
            return;
        }

        var kept = new List<Tensor>();
        try
        {
            foreach (var shape in model.Parts.SelectMany(part => part.KeptInTraining(model.Backend, options.ImagesAtATime)))
            {
                kept.Add(model.Backend.Allocate(shape));
            }
        }
        finally
        {
            kept.ForEach(tensor => tensor.Dispose());
        }
    }

    /// <summary>Keeps what inverses amplify below the bound that was asked for, if one was.</summary>
    private void BoundGains()
    {
        if (_options.BoundGain > 0)
        {
            foreach (var layer in _model.Layers)
            {
                layer.BoundInverseGain(_model.Backend, _options.BoundGain);
            }
        }
    }
}
