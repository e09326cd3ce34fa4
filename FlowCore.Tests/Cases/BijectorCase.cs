using FlowCore.Layers;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Tests.Cases;

/// <summary>A layer that the laws are judged on.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Shape">What it takes.</param>
/// <param name="Make">Makes it.</param>
/// <param name="FloatTolerance">
/// What float32 may lose in a round trip, relative to the largest number: a few roundings a layer, times its gain.
/// </param>
public sealed record BijectorCase(
    string Name, ImageShape Shape, Func<ImageShape, PhiloxSequence, Bijector> Make, double FloatTolerance)
{
    /// <summary>
    /// Why the inverse only comes near, or null of one that undoes forward: then tests of the layer's own say how near, and its log-dets
    /// still cancel.
    /// </summary>
    public string? NoInverse { get; init; }

    /// <summary>
    /// Why parameters get something else than derivatives, or null: then tests of the layer's own say what. The input's gradient is
    /// a derivative all the same.
    /// </summary>
    public string? NoDerivatives { get; init; }

    /// <summary>What float32 may lose in values and gradients of either direction: the gradients sum over samples and pixels.</summary>
    public double GradientTolerance => Math.Max(1e-6, 2 * FloatTolerance);

    /// <summary>
    /// How far a value of the inverse may be from the exact one in double, relative to the largest number: 0 of a layer whose
    /// inverse is exact, and of one that ends an iteration its documented tolerance, times the gain of its inverse.
    /// </summary>
    public double InverseError { get; init; }

    /// <summary>Whether gradients come back through the inverse; a layer that refuses has a test of its own that it does.</summary>
    public bool InverseTrains { get; init; } = true;

    public ulong Seed => (ulong)Name.Aggregate(17, (hash, letter) => (hash * 31) + letter) & 0xffff;

    internal Bijector Create() => Create(Seed);

    /// <summary>The layer with other first values.</summary>
    internal Bijector Create(ulong seed) => Make(Shape, new PhiloxSequence(new RandomKey(seed, RandomStream.Weights, 0)));

    public override string ToString() => Name;
}
