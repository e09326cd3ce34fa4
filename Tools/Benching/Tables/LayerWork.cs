using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>One layer with its first weights, and the same numbers for both directions.</summary>
internal sealed class LayerWork : IDisposable
{
    private readonly IBackend _backend;
    private readonly ParameterArena _arena;
    private readonly BenchTensors _tensors;
    private readonly Tensor _x;
    private readonly Tensor _z;

    /// <summary>A layer on a backend.</summary>
    /// <param name="layer">The layer, whose parameters have no memory yet.</param>
    /// <param name="backend">Where it runs.</param>
    /// <param name="batch">Images a batch.</param>
    public LayerWork(Bijector layer, IBackend backend, int batch)
    {
        (Layer, _backend) = (layer, backend);
        _arena = new ParameterArena(backend, layer.Parameters);
        _tensors = new BenchTensors(backend);
        (_x, _z) = (_tensors.Given(layer.InputShape.Batched(batch)), _tensors.Given(layer.OutputShape.Batched(batch)));
        using var tape = new Tape(backend, recording: false);
        layer.Initialize(tape.Input(_x), _ => { });
    }

    /// <summary>The layer.</summary>
    public Bijector Layer { get; }

    /// <summary>Numbers that are trained.</summary>
    public long Parameters => _arena.Values.Shape.Count;

    /// <summary>The layer of a unit, alone.</summary>
    /// <exception cref="FlowException">It does not take such images, or no such kernel.</exception>
    public static Bijector Build(FlowUnit unit, ImageShape shape, int kernel, int width)
    {
        var config = new FlowConfig { Image = shape, Kernel = kernel, Width = width, Levels = 1 };
        return unit.Build(new UnitSite(unit.LayerName, shape, config, () => new PhiloxSequence(new RandomKey(0, RandomStream.Weights, Step: 0))));
    }

    /// <summary>Data to latent.</summary>
    public void Forward() => Run(tape => Layer.Forward(tape.Input(_x)));

    /// <summary>Latent to data.</summary>
    public void Inverse() => Run(tape => Layer.Inverse(tape.Input(_z)));

    /// <summary>The numbers that <see cref="Inverse"/> takes, <c>[C, N, H, W]</c>.</summary>
    public float[] ReadLatent()
    {
        var numbers = new float[_z.Shape.Count];
        _backend.Read(_z, numbers);
        return numbers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tensors.Dispose();
        _arena.Dispose();
    }

    private void Run(Func<Tape, (Variable Value, Variable LogDet)> pass)
    {
        using var tape = new Tape(_backend, recording: false);
        pass(tape);
    }
}
