using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>
/// A chain lets its layers work in place. Each layer is judged behind one whose result may be overwritten and before one that
/// overwrites what it can: the bits are those of the layers one by one, and nothing that somebody holds changes.
/// </summary>
public sealed class InPlaceLaws : IDisposable
{
    private const int Samples = 2;

    private readonly CpuBackend _backend = new(threads: 1, poisonMemory: true);

    public static TheoryData<string, bool> Layers => BijectorLaws.Directions;

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_chain_gives_the_bits_of_its_layers_one_by_one_and_leaves_alone_what_is_held(string name, bool inverse)
    {
        using var placed = Place(name, inverse, out var seed);
        var chain = (Chain)placed.Layer;
        var rest = new Chain("rest", inverse ? [.. chain.Children.SkipLast(1)] : [.. chain.Children.Skip(1)]);
        using var given = TestTensors.From(_backend, placed.Shape(Samples, inverse), placed.Input(Samples, seed, inverse));
        foreach (var recording in inverse && !BijectorCases.All[name].InverseTrains ? (bool[])[false] : [false, true])
        {
            using var tape = new Tape(_backend, recording);
            var held = new List<(Variable Variable, double[] Numbers)>();
            var x = Hold(tape.Input(given, needsGradient: true));
            var (value, total) = (x, tape.ZeroLogDet(Samples));
            foreach (var layer in inverse ? chain.Children.Reverse() : chain.Children)
            {
                (value, var logDet) = Apply(layer, value);
                Hold(value);
                total = Hold(total.Plus(Hold(logDet)));
            }

            // All of it, and what comes after a first layer whose result is held here; that one preserves volume.
            foreach (var (part, start) in ((Chain, Variable)[])[(chain, x), (rest, held[1].Variable)])
            {
                var (result, sum) = Apply(part, start);
                Same(Read(value), Hold(result), "value");
                Same(Read(total), Hold(sum), "log-det");
            }

            Assert.All(held, each => Same(each.Numbers, each.Variable, "what is held"));

            Variable Hold(Variable variable)
            {
                held.Add((variable, Read(variable)));
                return variable;
            }
        }

        (Variable Value, Variable LogDet) Apply(Bijector layer, Variable at) => inverse
            ? layer.Inverse(at, placed.Condition(at.Tape, Samples))
            : layer.Forward(at, placed.Condition(at.Tape, Samples));

        void Same(double[] expected, Variable actual, string what) => Expect.Same(expected, Read(actual), $"{name}: {what}", seed);
    }

    [Theory]
    [MemberData(nameof(BijectorLaws.Trained), MemberType = typeof(BijectorLaws))]
    public void Gradients_have_the_bits_of_those_of_the_layers_one_by_one(string name, bool inverse)
    {
        using var placed = Place(name, inverse, out var seed);
        using var apart = new PlacedLayer(_backend, new Apart(Around(BijectorCases.All[name], inverse)), seed);
        Expect.Same(apart.Parameters, placed.Parameters, name, seed);
        var x = placed.Input(Samples, seed, inverse);
        var (p, q) = (TestTensors.Draw(x.Length, seed + 1), TestTensors.Draw(Samples, seed + 2));
        var expected = apart.Gradients(x, Samples, inverse, p, q);
        var actual = placed.Gradients(x, Samples, inverse, p, q);
        Expect.Same(expected.Input, actual.Input, $"{name}: gradient of the input", seed);
        Expect.Same(expected.Parameters, actual.Parameters, $"{name}: gradients of the parameters", seed);
    }

    /// <summary>A row between its neighbours: one whose gradient does not read its result runs first, one that writes over its input last.</summary>
    private static Chain Around(BijectorCase row, bool inverse)
    {
        var layer = row.Create();
        var inner = layer is Chain chain ? chain.Children : [layer];
        var random = new PhiloxSequence(new RandomKey(row.Seed, RandomStream.Shuffle, 0));
        return inverse
            ? new Chain("around", [Last(layer.InputShape), .. inner, new InverseBijector(First(layer.OutputShape))])
            : new Chain("around", [First(layer.InputShape), .. inner, Last(layer.OutputShape)]);

        MaskedConv First(ImageShape shape) => new("runs first", shape, 2, 2, Orientation.TopLeft, random);

        Bijector Last(ImageShape shape) =>
            shape.Channels > 1 ? new AffineCoupling("runs last", shape, 3, random) : new ActNorm("runs last", shape);
    }

    private PlacedLayer Place(string name, bool inverse, out ulong seed)
    {
        var row = BijectorCases.All[name];
        seed = row.Seed;
        return new PlacedLayer(_backend, Around(row, inverse), seed);
    }

    private double[] Read(Variable variable) => TestTensors.ReadDoubles(_backend, variable.Value);
}
