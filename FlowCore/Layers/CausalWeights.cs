using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The weights of a convolution that sees, of the pixels before its own all channels, of its own pixel the groups before its own
/// freely and its own group with positive weights, <c>exp(l)</c>: <c>[C·b, C·a, k, k]</c>, C groups of a inputs and b outputs.
/// </summary>
internal sealed class CausalWeights
{
    private readonly Shape _shape;
    private readonly int _groups;
    private readonly bool _mirrored;

    /// <summary>Weights of C groups.</summary>
    /// <param name="name">Their path.</param>
    /// <param name="groups">C.</param>
    /// <param name="outputs">b.</param>
    /// <param name="inputs">a.</param>
    /// <param name="kernel">k, odd.</param>
    /// <param name="mirrored">Whether the order of pixels and groups runs backwards.</param>
    /// <param name="random">Draws the first free weights, uniform in ±scale/√fanIn.</param>
    /// <param name="scale">Their scale.</param>
    /// <param name="diagonal">The first positive weights.</param>
    public CausalWeights(
        string name, int groups, int outputs, int inputs, int kernel, bool mirrored, PhiloxSequence random, double scale, double diagonal)
    {
        _shape = new Shape(groups * outputs, groups * inputs, kernel, kernel);
        (_groups, _mirrored) = (groups, mirrored);
        var before = (Int128)kernel * kernel / 2;
        var pairs = (Int128)outputs * inputs;
        var free = InitialValues.Extent(name, (pairs * groups * groups * before) + (pairs * groups * (groups - 1) / 2));
        var fanIn = Math.Max(1, free / _shape[0]);
        Free = new Parameter(
            name + ".weight", new Shape(free), () => [.. InitialValues.FanIn(free, fanIn, random).Select(value => scale * value)]);
        var entries = InitialValues.Extent(name, pairs * groups);
        LogDiagonal = new Parameter(
            name + ".logDiagonal", new Shape(entries), () => [.. Enumerable.Repeat(Math.Log(diagonal), entries)]);
    }

    /// <summary>The weights of what comes before, <c>[C²·a·b·(k²−1)/2 + a·b·C(C−1)/2]</c>.</summary>
    public Parameter Free { get; }

    /// <summary>l, <c>[C·b·a]</c>.</summary>
    public Parameter LogDiagonal { get; }

    /// <summary>Entries of the kernel.</summary>
    public long Entries => _shape.Count;

    /// <summary>Entries that are always 0.</summary>
    public long Zeros => Entries - Free.Shape.Count - LogDiagonal.Shape.Count;

    /// <summary>The kernel.</summary>
    public Variable Kernel(Tape tape) => tape.Derived(
        Free,
        this,
        static (tape, weights) => tape.Use(weights.LogDiagonal).AssembleCausal(
            tape.Use(weights.Free), weights._shape, weights._groups, weights._mirrored));

    /// <summary>Its positive weights alone, <c>[C·b, C·a, 1, 1]</c>: what a pixel's group has of itself.</summary>
    public Variable Diagonal(Tape tape) => tape.Derived(
        LogDiagonal,
        this,
        static (tape, weights) => tape.Use(weights.LogDiagonal).AssembleCausal(
            free: null, new Shape(weights._shape[0], weights._shape[1], 1, 1), weights._groups, weights._mirrored));
}
