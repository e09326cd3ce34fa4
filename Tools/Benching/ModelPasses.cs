using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Tools.Benching;

/// <summary>The whole passes of a model on made-up images.</summary>
internal sealed class ModelPasses : IDisposable
{
    private readonly FlowModel _model;
    private readonly Trainer _trainer;
    private readonly ImageBatch _batch;
    private Tape? _tape;
    private Variable? _density;

    /// <summary>A model that is started from its images.</summary>
    public ModelPasses(FlowConfig config, IBackend backend, int batchSize)
    {
        var pixels = new byte[checked(batchSize * config.Image.Dimensions)];
        for (var i = 0; i < pixels.Length; i++)
        {
            // A slope across each image and a pattern over it: spread in every channel, and nothing drawn.
            pixels[i] = (byte)((((i % config.Image.Width) * 5) + (i * 7919L % 97)) % (1 << config.Bits));
        }

        var images = new InMemoryImageSet("made-up images", config.Image, pixels);
        _batch = images.Batch([.. Enumerable.Range(0, batchSize)]);
        _model = new FlowModel(config, backend);
        _trainer = new Trainer(_model, images, new TrainingOptions { BatchSize = batchSize, InitImages = batchSize });
        _trainer.Initialize();
    }

    /// <summary>The model's parameters.</summary>
    public long Parameters => _model.Arena.Count;

    /// <summary>The passes.</summary>
    public IEnumerable<ModelPass> All
    {
        get
        {
            var forward = FlowCost.Forward(_model.Config) * _batch.Count;
            return
            [
                new("forward", forward, () => _model.LogDensity(_batch, Dequantization.Midpoint)),

                // The gradients of inputs and of weights, each as dear as the forward pass.
                new("backward", 2 * forward, Backward, Record),
                new("training step", 3 * forward, () => _trainer.RunStep()),
                new("sample", forward, () => _model.Sample(_batch.Count)),
                new("encode", forward, () => _model.Encode(_batch)),
            ];
        }
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

    private void Backward() => _tape!.Backward(_density!, seed: -1.0 / _batch.Count);
}
