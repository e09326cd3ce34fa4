using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Tensors;

namespace FlowCore.Tests.Support;

/// <summary>A layer with memory on a backend, its parameters moved off their start so that nothing is the identity.</summary>
internal sealed class PlacedLayer : IDisposable
{
    private const double Shake = 0.1;

    private readonly ParameterArena _arena;

    public PlacedLayer(IBackend backend, Bijector layer, ulong seed)
    {
        (Backend, Layer) = (backend, layer);
        _arena = new ParameterArena(backend, layer.Parameters);
        First = TestTensors.ReadDoubles(backend, _arena.Values);
        var moves = TestTensors.Draw(First.Length, seed, Shake, stream: 99);
        Parameters = [.. Numbers.Sum(First, moves).Select(value => (double)(float)value)];
    }

    public IBackend Backend { get; }

    public Bijector Layer { get; }

    /// <summary>The first values of all parameters, one after the other.</summary>
    public double[] First { get; }

    /// <summary>All parameters, one after the other.</summary>
    public double[] Parameters
    {
        get => TestTensors.ReadDoubles(Backend, _arena.Values);
        set => Backend.Write(value, _arena.Values);
    }

    /// <summary>x of the layer's input shape for <paramref name="samples"/> samples.</summary>
    public double[] Input(int samples, ulong seed, bool inverse = false) =>
        TestTensors.Draw(Shape(samples, inverse).Count, seed);

    public (double[] Value, double[] LogDet) Forward(double[] x, int samples) => Run(x, samples, inverse: false);

    public (double[] Value, double[] LogDet) Inverse(double[] z, int samples) => Run(z, samples, inverse: true);

    public (double[] Value, double[] LogDet) Run(double[] x, int samples, bool inverse)
    {
        using var tape = new Tape(Backend, recording: false);
        using var input = TestTensors.From(Backend, Shape(samples, inverse), x);
        var (value, logDet) = Apply(tape.Input(input), inverse);
        return (TestTensors.ReadDoubles(Backend, value.Value), TestTensors.ReadDoubles(Backend, logDet.Value));
    }

    /// <summary>Gradients of <c>Σ p·value + Σ q·logDet</c> with respect to the input and to all parameters.</summary>
    public (double[] Input, double[] Parameters) Gradients(
        double[] x, int samples, bool inverse, double[] p, double[] q, bool recompute = false)
    {
        _arena.ZeroGradients();
        using var tape = new Tape(Backend) { Recomputes = recompute };
        using var input = TestTensors.From(Backend, Shape(samples, inverse), x);
        var variable = tape.Input(input, needsGradient: true);
        var (value, logDet) = Apply(variable, inverse);
        using var seed = TestTensors.From(Backend, value.Shape, p);
        using var logDetSeed = TestTensors.From(Backend, logDet.Shape, q);
        tape.Backward((value, seed), (logDet, logDetSeed));
        return (TestTensors.ReadDoubles(Backend, variable.Gradient!), TestTensors.ReadDoubles(Backend, _arena.Gradients));
    }

    /// <summary>What the layer takes forward, or inverse.</summary>
    public Shape Shape(int samples, bool inverse) =>
        (inverse ? Layer.OutputShape : Layer.InputShape).Batched(samples);

    public (Variable Value, Variable LogDet) Apply(Variable x, bool inverse) =>
        inverse ? Layer.Inverse(x, Condition(x.Tape, x.Shape.Batch)) : Layer.Forward(x, Condition(x.Tape, x.Shape.Batch));

    /// <summary>A condition that is the same for every sample, or null where the layer takes none.</summary>
    public Variable? Condition(Tape tape, int samples)
    {
        if (Layer.ConditionShape is not { } shape)
        {
            return null;
        }

        var condition = tape.Allocate(shape.Batched(samples));
        var each = condition.Shape.Count / shape.Channels;
        Backend.Write([.. Enumerable.Range(0, (int)condition.Shape.Count).Select(i => (1.0 + (i / each)) / shape.Channels)], condition);
        return tape.Input(condition);
    }

    public void Dispose() => _arena.Dispose();
}
