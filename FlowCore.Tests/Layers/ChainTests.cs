using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Layers;

public sealed class ChainTests
{
    /// <summary>Forward and inverse, with vectors of each width.</summary>
    public static IEnumerable<object[]> DirectionsAndWidths { get; } =
        from bits in VectorWidths.All from inverse in (bool[])[false, true] select new object[] { bits, inverse };

    [Fact]
    public void Layers_run_in_list_order_and_back_in_reverse()
    {
        // Shift by one, double, swap: in any other order the numbers differ.
        using var backend = new ReferenceBackend();
        var shape = new ImageShape(2, 1, 1);
        var shift = new ActNorm("shift", shape);
        var chain = new Chain("chain",
        [
            shift,
            new PluConv1x1("scale", shape, Matrix<double>.Build.DenseOfDiagonalArray([2, 3])),
            new PluConv1x1("swap", shape, Matrix<double>.Build.DenseOfArray(new double[,] { { 0, 1 }, { 1, 0 } })),
        ]);
        using var placed = new PlacedLayer(backend, chain, seed: 0);
        placed.Parameters = [.. chain.Parameters.SelectMany(parameter => parameter.Initial)];
        backend.Write([-1.0, -1.0], shift.Mean.Value);
        Expect.Close([24.0, 12.0], placed.Forward([5, 7], samples: 1).Value, 1e-14, "((5 + 1)·2, (7 + 1)·3) swapped");
        Expect.Close([5.0, 7.0], placed.Inverse([24, 12], samples: 1).Value, 1e-14, "back");
    }

    [Theory]
    [MemberData(nameof(DirectionsAndWidths))]
    public void Layers_that_work_in_place_change_no_result_and_nothing_that_a_caller_holds(int bits, bool inverse)
    {
        using var backend = VectorWidths.Backend(bits, threads: 1);
        var chain = Step(new ImageShape(4, 3, 5));
        using var placed = new PlacedLayer(backend, chain, seed: 3);
        using var given = TestTensors.Random(backend, new Shape(4, 2, 3, 5), seed: 4);
        var before = TestTensors.ReadDoubles(backend, given);
        foreach (var recording in (bool[])[false, true])
        {
            using var tape = new Tape(backend, recording);
            var x = tape.Input(given, needsGradient: true);
            var held = new List<(Variable Value, double[] Numbers)>();
            var (value, logDets) = (x, new double[2]);
            foreach (var layer in inverse ? chain.Children.Reverse() : chain.Children)
            {
                (value, var logDet) = inverse ? layer.Inverse(value) : layer.Forward(value);
                held.Add((value, TestTensors.ReadDoubles(backend, value.Value)));
                logDets = [.. logDets.Zip(TestTensors.ReadDoubles(backend, logDet.Value), (a, b) => (double)(float)(a + b))];
            }

            var (result, total) = inverse ? chain.Inverse(x) : chain.Forward(x);
            Expect.Same(held[^1].Numbers, TestTensors.ReadDoubles(backend, result.Value), "value", seed: 4);
            Expect.Same(logDets, TestTensors.ReadDoubles(backend, total.Value), "log-det", seed: 4);

            // What comes back is the caller's: using it does not change it.
            var back = inverse ? chain.Forward(result) : chain.Inverse(result);
            Expect.Close(before, TestTensors.ReadDoubles(backend, back.Value.Value), 1e-4, "back (float, seven layers)", seed: 4);
            Expect.Same(held[^1].Numbers, TestTensors.ReadDoubles(backend, result.Value), "value after its use", seed: 4);
            Expect.Same(before, TestTensors.ReadDoubles(backend, given), "input", seed: 4);
            Assert.All(held, each => Expect.Same(each.Numbers, TestTensors.ReadDoubles(backend, each.Value.Value), "held", seed: 4));
        }
    }

    [Theory]
    [MemberData(nameof(DirectionsAndWidths))]
    public void Gradients_are_the_same_bits_whether_layers_work_in_place_or_not(int bits, bool inverse)
    {
        using var backend = VectorWidths.Backend(bits, threads: 1);
        var shape = new ImageShape(4, 3, 5);
        using var placed = new PlacedLayer(backend, Step(shape), seed: 5);
        using var apart = new PlacedLayer(backend, new Apart(Step(shape)), seed: 5);
        var x = placed.Input(samples: 2, seed: 6);
        var (p, q) = (TestTensors.Draw(x.Length, seed: 7), TestTensors.Draw(2, seed: 8));
        var expected = apart.Gradients(x, samples: 2, inverse, p, q);
        placed.Parameters = apart.Parameters;
        var actual = placed.Gradients(x, samples: 2, inverse, p, q);
        Expect.Same(expected.Input, actual.Input, "gradient of the input", seed: 5);
        Expect.Same(expected.Parameters, actual.Parameters, "gradients of the parameters", seed: 5);
    }

    [Fact]
    public void Neighbours_that_do_not_fit_are_both_named_when_the_chain_is_built()
    {
        var random = new PhiloxSequence(new RandomKey(1, RandomStream.Weights, 0));
        var failure = Assert.Throws<ShapeException>(() => new Chain("level1",
        [
            new Squeeze("level1.squeeze", new ImageShape(1, 4, 4)),
            new AffineCoupling("level1.coupling", new ImageShape(6, 2, 2), 4, random),
        ]));
        Assert.Equal(
            "level1: expected layer 1 (AffineCoupling width 4) to take what layer 0 (Squeeze) gives, 4×2×2, got one that takes 6×2×2.",
            failure.Message);
    }

    [Fact]
    public void A_tree_shows_shapes_and_parameters()
    {
        var random = new PhiloxSequence(new RandomKey(1, RandomStream.Weights, 0));
        var chain = new Chain("level1",
        [
            new Squeeze("level1.squeeze", new ImageShape(1, 28, 28)),
            new FincUnit("level1.finc", new ImageShape(4, 14, 14), 3, 3, random),
        ]);
        Assert.Equal(
            "level1  1×28×28 → 4×14×14  32 parameters\n  Squeeze  1×28×28 → 4×14×14\n  FincUnit 3×3  4×14×14  32 parameters",
            chain.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_chain_returns_is_the_callers_whatever_its_last_layers_do(bool recording)
    {
        using var backend = new CpuBackend(threads: 1, poisonMemory: true);
        var shape = new ImageShape(4, 3, 5);
        var random = new PhiloxSequence(new RandomKey(2, RandomStream.Weights, 0));
        var chain = new Chain("chain",
        [
            new ActNorm("first", shape), new ActNorm("second", shape), new FincUnit("finc", shape, 3, 3, random), new Same(shape),
        ]);
        using var placed = new PlacedLayer(backend, chain, seed: 3);
        using var given = TestTensors.Random(backend, new Shape(4, 2, 3, 5), seed: 4);
        using var numbers = TestTensors.Filled(backend, new Shape(2), 100);
        using var tape = new Tape(backend, recording);
        var (value, logDet) = chain.Forward(tape.Input(given));
        var (valueBefore, logDetBefore) = (TestTensors.ReadDoubles(backend, value.Value), TestTensors.ReadDoubles(backend, logDet.Value));
        logDet.Plus(tape.Input(numbers));
        chain.Children[1].Forward(value);
        Expect.Same(logDetBefore, TestTensors.ReadDoubles(backend, logDet.Value), "log-det", seed: 3);
        Expect.Same(valueBefore, TestTensors.ReadDoubles(backend, value.Value), "value", seed: 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_layer_that_reads_its_input_twice_gives_the_same_inside_a_chain(bool recording)
    {
        using var backend = new CpuBackend(threads: 1, poisonMemory: true);
        var shape = new ImageShape(4, 3, 5);
        var finc = new FincUnit("finc", shape, 3, 3, new PhiloxSequence(new RandomKey(2, RandomStream.Weights, 0)));
        var half = new HalfAffine(new ActNorm("inner", shape));
        using var placed = new PlacedLayer(backend, new Chain("chain", [finc, half]), seed: 3);
        using var given = TestTensors.Random(backend, new Shape(4, 2, 3, 5), seed: 4);
        using var tape = new Tape(backend, recording);
        var alone = half.Forward(finc.Forward(tape.Input(given)).Value).Value;
        var chained = placed.Layer.Forward(tape.Input(given)).Value;
        Expect.Same(
            TestTensors.ReadDoubles(backend, alone.Value), TestTensors.ReadDoubles(backend, chained.Value), "value", seed: 3);
    }

    private static Chain Step(ImageShape shape)
    {
        var random = new PhiloxSequence(new RandomKey(2, RandomStream.Weights, 0));
        return new Chain("step",
        [
            new FincUnit("finc", shape, 3, 3, random),
            new ActNorm("actnorm", shape),
            new PluConv1x1("conv1x1", shape, random),
            new AffineCoupling("coupling", shape, 6, random),
            new InverseBijector(new MaskedConv("inverted", shape, 3, 3, Orientation.TopLeft, random)),
            new ActNorm("second", shape),
            new AffineCoupling("last", shape, 5, random, recompute: true),
        ]);
    }

    /// <summary>The identity, that very variable.</summary>
    private sealed class Same(ImageShape shape) : Bijector("same", shape, shape)
    {
        protected override (Variable Value, Variable LogDet) ForwardCore(Variable x) => (x, x.Tape.ZeroLogDet(x.Shape.Batch));

        protected override (Variable Value, Variable LogDet) InverseCore(Variable z) => ForwardCore(z);
    }

    /// <summary>An affine on some channels, written with operations that could work in place.</summary>
    private sealed class HalfAffine(ActNorm inner) : Bijector("half", inner.InputShape, inner.OutputShape)
    {
        public override IReadOnlyList<Parameter> Parameters => inner.Parameters;

        protected override (Variable Value, Variable LogDet) ForwardCore(Variable x)
        {
            var tape = x.Tape;
            var all = x.AffineForward(tape.Use(inner.Mean), tape.Use(inner.LogScale), ChannelAffine.ActNorm);
            return (all.Channels(0, 2).Join(x.Channels(2, 2)), tape.ZeroLogDet(x.Shape.Batch));
        }

        protected override (Variable Value, Variable LogDet) InverseCore(Variable z) => throw new NotSupportedException();
    }

    /// <summary>The layers of a chain one after the other, every value held by the caller.</summary>
    private sealed class Apart(Chain chain) : Bijector("apart", chain.InputShape, chain.OutputShape)
    {
        public override IReadOnlyList<Parameter> Parameters => chain.Parameters;

        protected override (Variable Value, Variable LogDet) ForwardCore(Variable x) => Run(x, chain.Children, inverse: false);

        protected override (Variable Value, Variable LogDet) InverseCore(Variable z) => Run(z, chain.Children.Reverse(), inverse: true);

        private static (Variable Value, Variable LogDet) Run(Variable value, IEnumerable<Bijector> layers, bool inverse)
        {
            Variable? total = null;
            foreach (var layer in layers)
            {
                (value, var logDet) = inverse ? layer.Inverse(value) : layer.Forward(value);
                total = total is null ? logDet : total.Plus(logDet);
            }

            return (value, total!);
        }
    }
}
