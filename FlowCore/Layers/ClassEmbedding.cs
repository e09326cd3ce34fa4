using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// A learned vector a class, as planes of an image: <c>e[c, n, p] = Σ_k E[c, k]·y[k, n]</c> for labels y of which one is 1. A
/// coupling net sees it beside its input, and a prior takes it for its mean and scale.
/// </summary>
internal sealed class ClassEmbedding
{
    /// <summary>An embedding.</summary>
    /// <param name="owner">The path of what it belongs to.</param>
    /// <param name="condition">One-hot labels, K×1×1.</param>
    /// <param name="channels">The length of a vector.</param>
    /// <param name="random">Draws the first vectors from standard normals, or null to start them at 0.</param>
    /// <exception cref="ShapeException">The condition is an image and not a number a class.</exception>
    public ClassEmbedding(string owner, ImageShape condition, int channels, PhiloxSequence? random)
    {
        if (condition is not { Height: 1, Width: 1 })
        {
            throw new ShapeException(owner, "a condition of K×1×1, a number a class", $"{condition}");
        }

        var shape = new Shape(channels, condition.Channels, 1, 1);
        var name = owner + ".embedding";
        Weight = random is null
            ? InitialValues.Zeros(name, shape)
            : new Parameter(name, shape, () => InitialValues.Normal((int)shape.Count, deviation: 1, random));
    }

    /// <summary>The length of a vector.</summary>
    public int Channels => Weight.Shape[0];

    /// <summary>E, <c>[C, K, 1, 1]</c>.</summary>
    public Parameter Weight { get; }

    /// <summary>The planes <c>[C, N, H, W]</c> of labels <c>[K, N, 1, 1]</c>.</summary>
    public Variable Planes(Variable labels, int height, int width) =>
        labels.Convolve<Identity>(labels.Tape.Use(Weight), bias: null).BroadcastPlanes(height, width);
}
