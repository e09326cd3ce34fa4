using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Layers;

public sealed class ChainTests
{
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
        placed.Parameters = placed.First;
        backend.Write([-1.0, -1.0], shift.Mean.Value);
        Expect.Close([24.0, 12.0], placed.Forward([5, 7], samples: 1).Value, 1e-14, "((5 + 1)·2, (7 + 1)·3) swapped");
        Expect.Close([5.0, 7.0], placed.Inverse([24, 12], samples: 1).Value, 1e-14, "back");
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

    /// <summary>The identity, that very variable.</summary>
    private sealed class Same(ImageShape shape) : Bijector("same", shape, shape)
    {
        protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) => (x, x.Tape.ZeroLogDet(x.Shape.Batch));

        protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) => ForwardCore(z, condition);
    }

    /// <summary>An affine on some channels, written with operations that could work in place.</summary>
    private sealed class HalfAffine(ActNorm inner) : Bijector("half", inner.InputShape, inner.OutputShape)
    {
        public override IReadOnlyList<Parameter> Parameters => inner.Parameters;

        protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
        {
            var tape = x.Tape;
            var all = x.AffineForward(tape.Use(inner.Mean), tape.Use(inner.LogScale), ChannelAffine.ActNorm);
            return (all.Channels(0, 2).Join(x.Channels(2, 2)), tape.ZeroLogDet(x.Shape.Batch));
        }

        protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) => throw new NotSupportedException();
    }
}
