using FlowCore.Backends;
using FlowCore.Layers;
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
        placed.Parameters = [.. chain.Parameters.SelectMany(parameter => parameter.Initial)];
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
}
