using System.Diagnostics;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Training;

/// <summary>Maximum likelihood: each step lowers the mean bits per dimension of a batch.</summary>
public sealed class Trainer : IDisposable
{
    // Enough to ride out a slow file, and little memory.
    private const int BatchesAhead = 3;

    private readonly FlowModel _model;
    private readonly IImageSet _images;
    private readonly TrainingOptions _options;
    private readonly TrainingState _state;
    private readonly bool _ownsState;
    private readonly IOptimizer _optimizer;
    private readonly TrainingBatches _batches;
    private readonly GradientPass _pass;
    private readonly StepGuard _guard;
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
        _batches = new TrainingBatches(images, options);
        _pass = new GradientPass(model, options);
        _guard = new StepGuard(model, options);
    }

    /// <summary>Steps done, refused ones included.</summary>
    public int Step => _state.Step;

    /// <summary>Where training stands: all that has to be saved beside the model to go on.</summary>
    public TrainingState State => _state;

    /// <summary>Steps that were refused so far, before a resumption too.</summary>
    public int Refused => _state.Step - _state.Updates;

    /// <summary>Images that were found to be unreadable so far, and replaced.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Starts the model's actnorms from one pass over the first <c>InitImages</c> images of the run's order.</summary>
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
        _model.Initialize(pool.Images, _options.Seed, warn);
        _check = new ModelCheck(_model, pool.Images, _options);
    }

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
        var clock = Stopwatch.StartNew();
        var taken = StartReading().Take(cancellation);
        var (batch, unreadable) = taken;
        var wait = clock.Elapsed;
        Unreadable += unreadable.Count;
        var step = Step + 1;
        var noise = Dequantization.Uniform(new RandomKey(_options.Seed, RandomStream.TrainingNoise, (uint)step));
        var learningRate = _options.LearningRateAt(step, _images.Count);
        var means = _pass.Compute(batch, noise, cancellation);
        var (total, logPrior, logDet) = means;

        // Only now: what ended it before has left the parameters as they were, and the step is not done.
        _state.Step = step;
        var norm = double.IsFinite(total) ? Math.Sqrt(_model.Backend.SumOfSquares(_model.Arena.Gradients)) : double.NaN;
        var bad = _guard.Check(step, means, norm, learningRate, batch, noise);
        if (bad is null)
        {
            var clip = _options.GradClipNorm;
            _optimizer.Step(learningRate, clip > 0 && norm > clip ? clip / norm : 1);
        }

        _batches.Return(taken);
        var bits = BitsPerDimension.FromNats(total, _model.Image.Dimensions);
        return new StepMetrics(
            step,
            bits,
            logPrior,
            logDet,
            norm,
            learningRate,
            clock.Elapsed.TotalMilliseconds,
            wait.TotalMilliseconds,
            bad?.Line,
            unreadable)
        {
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
            foreach (var shape in model.Parts.SelectMany(part => part.KeptInTraining(model.Backend, options.BatchSize)))
            {
                kept.Add(model.Backend.Allocate(shape));
            }
        }
        finally
        {
            kept.ForEach(tensor => tensor.Dispose());
        }
    }
}
