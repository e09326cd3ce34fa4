using FlowCore.Layers;
using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>Runs a layer by itself, from and to numbers on the host.</summary>
internal static class LayerRun
{
    /// <summary>The layers of a model that are run one after the other: chains inside chains are taken apart, nothing else is.</summary>
    public static IEnumerable<Bijector> Leaves(Bijector layer) =>
        layer is Chain ? layer.Children.SelectMany(Leaves) : [layer];

    /// <inheritdoc cref="Leaves(Bijector)"/>
    public static IEnumerable<Bijector> Leaves(FlowModel model) => model.Levels.SelectMany(level => Leaves(level.Chain));

    /// <summary>What a layer gives.</summary>
    /// <param name="model">Whose it is.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="given"><c>[C, N, H, W]</c>.</param>
    /// <param name="labels">N classes, where the model is conditioned on them.</param>
    /// <param name="samples">N.</param>
    /// <param name="inverse">Which way.</param>
    public static (double[] Value, double[] LogDet) Run(
        FlowModel model, Bijector layer, double[] given, int[]? labels, int samples, bool inverse = false)
    {
        using var tape = new Tape(model.Backend, recording: false);
        using var input = Write(model.Backend, given, (inverse ? layer.OutputShape : layer.InputShape).Batched(samples));
        var (x, condition) = (tape.Input(input), model.ConditionOf(tape, labels, samples));
        var (value, logDet) = inverse ? layer.Inverse(x, condition) : layer.Forward(x, condition);
        return (Read(value), Read(logDet));
    }

    /// <summary>A tensor of numbers, which the caller disposes.</summary>
    public static Tensor Write(IBackend backend, double[] numbers, Shape shape)
    {
        var tensor = backend.Allocate(shape);
        backend.Write(numbers, tensor);
        return tensor;
    }

    /// <summary>The numbers of a variable.</summary>
    public static double[] Read(Variable variable) => Read(variable.Tape.Backend, variable.Value);

    /// <summary>The numbers of a tensor.</summary>
    public static double[] Read(IBackend backend, Tensor tensor)
    {
        var numbers = new double[tensor.Shape.Count];
        backend.Read(tensor, numbers);
        return numbers;
    }
}
