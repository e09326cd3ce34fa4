using System.Security.Cryptography;
using FlowCore.Models;

namespace FlowCore.Coding;

/// <summary>What a latent file says of some images.</summary>
/// <param name="Latents">Their latents, and labels where they were encoded by them.</param>
/// <param name="Hashes">Their SHA-256s, one after the other.</param>
/// <param name="Positions">Where a byte is wrong after decoding on the CPU, ascending, in <c>[N, C, H, W]</c> of these images.</param>
/// <param name="Values">The right bytes.</param>
internal sealed record LatentPart(Latents Latents, byte[] Hashes, long[] Positions, byte[] Values)
{
    /// <summary>Puts the wrong bytes right.</summary>
    /// <param name="pixels"><c>[N, C, H, W]</c>, changed.</param>
    public void Correct(byte[] pixels)
    {
        for (var i = 0; i < Positions.Length; i++)
        {
            pixels[Positions[i]] = Values[i];
        }
    }

    /// <summary>The images that do not have their hash.</summary>
    /// <param name="pixels"><c>[N, C, H, W]</c>.</param>
    public int[] Differing(byte[] pixels)
    {
        var size = pixels.Length / Latents.Count;
        Span<byte> hash = stackalloc byte[LatentFormat.HashLength];
        var differing = new List<int>();
        for (var i = 0; i < Latents.Count; i++)
        {
            SHA256.HashData(pixels.AsSpan(i * size, size), hash);
            if (!hash.SequenceEqual(Hashes.AsSpan(i * hash.Length, hash.Length)))
            {
                differing.Add(i);
            }
        }

        return [.. differing];
    }

    /// <summary>The latents of some of the images.</summary>
    /// <param name="indices">Which.</param>
    public Latents Of(int[] indices)
    {
        var values = new float[Latents.Values.Count][];
        for (var level = 0; level < values.Length; level++)
        {
            var size = Latents.Shapes[level].Dimensions;
            values[level] = new float[indices.Length * size];
            for (var i = 0; i < indices.Length; i++)
            {
                Latents.Values[level].AsSpan(indices[i] * size, size).CopyTo(values[level].AsSpan(i * size));
            }
        }

        return new Latents(
            indices.Length, Latents.Shapes, values, Latents.Labels is { } labels ? Array.ConvertAll(indices, index => labels[index]) : null);
    }
}
