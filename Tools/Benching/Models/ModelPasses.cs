using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Tools.Benching.Models;

/// <summary>The whole passes of a model on made-up images.</summary>
internal sealed class ModelPasses : IDisposable
{
    private readonly FlowModel _model;
    private readonly Trainer _trainer;
    private readonly ImageBatch _batch;
    private readonly double _forward;
    private readonly FlowConfig _config;
    private readonly bool _recompute;
    private Tape? _tape;
    private Variable? _density;

    /// <summary>A model that is started from its images.</summary>
    public ModelPasses(BenchModel model, IBackend backend)
    {
        var (config, batchSize) = (model.Config, model.BatchSize);
        var images = Images(config, batchSize);
        _batch = images.Batch([.. Enumerable.Range(0, batchSize)]);
        _model = new FlowModel(config, backend);
        _trainer = new Trainer(_model, images, new TrainingOptions
        {
            BatchSize = batchSize,
            InitImages = batchSize,
            Recompute = model.Recompute,
        });
        (_config, _recompute) = (config, model.Recompute);
        _trainer.Initialize();
        _forward = FlowCost.Forward(_model.Parts) * batchSize;
    }

    /// <summary>The model's parameters.</summary>
    public long Parameters => _model.Arena.Count;

    /// <summary>The passes.</summary>
    public IEnumerable<ModelPass> All => [Forward, Backward, Step, Sample, Encode];

    /// <summary>The log-densities of the batch, with nothing kept for gradients.</summary>
    public ModelPass Forward => new("forward", _forward, () => _model.LogDensity(_batch, Dequantization.Midpoint));

    /// <summary>The gradients of inputs and of weights, each as dear as the forward pass that is recorded before.</summary>
    public ModelPass Backward => new("backward", 2 * _forward, RunBackward, Record);

    /// <summary>Forward, backward and the optimizer. What is computed again is not counted.</summary>
    public ModelPass Step => new(_recompute ? "training step, recomputing" : "training step", 3 * _forward, () => _trainer.RunStep());

    /// <summary>As many samples as the batch has images.</summary>
    public ModelPass Sample => new("sample", _forward, () => _model.Sample(_batch.Count));

    /// <summary>The latents of the batch.</summary>
    public ModelPass Encode => new("encode", _forward, () => _model.Encode(_batch));

    /// <summary>One sample.</summary>
    public ModelPass SampleOne => new("sample", _forward / _batch.Count, () => _model.Sample(1));

    /// <summary>The latents of the batch's first image.</summary>
    public ModelPass EncodeOne
    {
        get
        {
            var one = Images(_config, count: 1).Batch([0]);
            return new("encode", _forward / _batch.Count, () => _model.Encode(one));
        }
    }

    /// <summary>Made-up images.</summary>
    internal static InMemoryImageSet Images(FlowConfig config, int count)
    {
        var pixels = new byte[checked(count * config.Image.Dimensions)];
        for (var i = 0; i < pixels.Length; i++)
        {
            // A slope across each image and a pattern over it: spread in every channel, and nothing drawn.
            pixels[i] = (byte)((((i % config.Image.Width) * 5) + (i * 7919L % 97)) % (1 << config.Bits));
        }

        return new InMemoryImageSet("made-up images", config.Image, pixels);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tape?.Dispose();
        _trainer.Dispose();
        _model.Dispose();
    }

    private void Record()
    {
        _tape?.Dispose();
        _tape = new Tape(_model.Backend);
        _model.Arena.ZeroGradients();
        _density = _model.LogDensity(_tape, _batch, Dequantization.Midpoint).Total;
    }

    private void RunBackward() => _tape!.Backward(_density!, seed: -1.0 / _batch.Count);
}
