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

    /// <summary>The class of each image, N of them, or null.</summary>
    public int[]? Labels { get; }
}
