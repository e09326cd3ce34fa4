using System.Numerics.Tensors;

namespace FlowCore.Models;

/// <summary>All that an encoding gives: one latent a level. Only all of them together decode to the images.</summary>
public sealed class Latents
{
    /// <summary>Latents of <paramref name="count"/> images.</summary>
    /// <param name="count">N.</param>
    /// <param name="shapes">The shape of each latent.</param>
    /// <param name="values">For each latent <c>[N, C, H, W]</c>.</param>
    /// <param name="labels">The class of each image, where they were encoded by it; null for none.</param>
    public Latents(int count, IReadOnlyList<ImageShape> shapes, IReadOnlyList<float[]> values, int[]? labels = null)
    {
        ShapeException.ThrowIfNot(shapes.Count, values.Count, "Latents", "latents");
        for (var i = 0; i < values.Count; i++)
        {
            ShapeException.ThrowIfNot((long)count * shapes[i].Dimensions, values[i].Length, $"Latents, level {i + 1}", "numbers");
        }

        if (labels is not null)
        {
            ShapeException.ThrowIfNot(count, labels.Length, "Latents", "labels");
        }

        (Count, Shapes, Values, Labels) = (count, shapes, values, labels);
    }

    /// <summary>Images N.</summary>
    public int Count { get; }

    /// <summary>The shape of each latent; their dimensions add up to an image's.</summary>
    public IReadOnlyList<ImageShape> Shapes { get; }

    /// <summary>For each latent <c>[N, C, H, W]</c>.</summary>
    public IReadOnlyList<float[]> Values { get; }

    /// <summary>The latent of a level as a tensor, over the same memory as <see cref="Values"/>: what is written into it is decoded.</summary>
    /// <param name="level">From 0.</param>
    /// <returns><c>[N, C, H, W]</c>.</returns>
    public TensorSpan<float> Level(int level)
    {
        var shape = Shapes[level];
        return new TensorSpan<float>(Values[level], [Count, shape.Channels, shape.Height, shape.Width]);
    }

    /// <summary>The class of each image, N of them, or null.</summary>
    public int[]? Labels { get; }
}
