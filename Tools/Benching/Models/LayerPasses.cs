using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Models;

/// <summary>One layer of each kind of a model, at one of its levels.</summary>
internal sealed class LayerPasses : IDisposable
{
    private readonly FlowModel _model;
    private readonly BenchTensors _tensors;
    private readonly FlowLevel _level;
    private readonly int _batchSize;

    /// <summary>The layers of a level, with their first weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="backend">Where it runs.</param>
    /// <param name="level">The level's number, from 1.</param>
    public LayerPasses(BenchModel model, IBackend backend, int level)
    {
        _model = new FlowModel(model.Config, backend);
        _tensors = new BenchTensors(backend);
        (_level, _batchSize) = (_model.Levels[level - 1], model.BatchSize);
    }

    /// <summary>The passes of each layer: forward, inverse, and forward with the gradients of its input and its weights.</summary>
    public IEnumerable<(string Shape, ModelPass Pass)> All => _level.Chain.Children
        .DistinctBy(layer => layer.GetType())
        .SelectMany(layer => Passes(layer).Select(pass => (FormattableString.Invariant($"{layer.InputShape}, N={_batchSize}"), pass)));

    /// <inheritdoc/>
    public void Dispose()
    {
        _tensors.Dispose();
        _model.Dispose();
    }

    private IReadOnlyList<ModelPass> Passes(Bijector layer)
    {
        var (name, flops) = (layer.GetType().Name, FlowCost.Forward(layer) * _batchSize);
        var (x, z) = (_tensors.Given(layer.InputShape.Batched(_batchSize)), _tensors.Given(layer.OutputShape.Batched(_batchSize)));
        var dlogDet = _tensors.Given(new Shape(_batchSize));
        return
        [
            new($"{name} forward", flops, () => Run(tape => layer.Forward(tape.Input(x)))),
            new($"{name} inverse", flops, () => Run(tape => layer.Inverse(tape.Input(z)))),
            new($"{name} forward+backward", 3 * flops, () =>
            {
                using var tape = new Tape(_model.Backend);
                var (value, logDet) = layer.Forward(tape.Input(x, needsGradient: true));
                tape.Backward((value, z), (logDet, dlogDet));
            }),
        ];
    }

    private void Run(Func<Tape, (Variable Value, Variable LogDet)> pass)
    {
        using var tape = new Tape(_model.Backend, recording: false);
        pass(tape);
    }
}
