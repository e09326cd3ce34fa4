using System.Diagnostics;
using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Coding;

/// <summary>What a model's encoding and decoding bring back of images without any corrections.</summary>
/// <param name="Images">How many images.</param>
/// <param name="DifferingBytes">Bytes that did not come back.</param>
/// <param name="MaxPixelError">The largest difference of a byte, 0…255.</param>
/// <param name="Seconds">The time of encoding and decoding, without reading and writing.</param>
/// <param name="NonFinite">Numbers behind the decoded pixels that are NaN or infinite; those pixels are 0.</param>
/// <param name="NonFinitePlace">Where the first of them arose; null when there are none.</param>
public sealed record Reconstruction(
    int Images, long DifferingBytes, int MaxPixelError, double Seconds, long NonFinite, string? NonFinitePlace)
{
    /// <summary>Encodes and decodes images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Images of its shape and bits, with labels where it is conditioned on them.</param>
    /// <param name="take">Takes what came back, batch by batch; null for nobody.</param>
    /// <param name="unreadable">Takes a line for each image that cannot be read, which is then left out; null to end there.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <exception cref="FlowException">The images are not the model's, or none can be read.</exception>
    public static Reconstruction Of(
        FlowModel model,
        IImageSet images,
        Action<NamedImages>? take = null,
        Action<string>? unreadable = null,
        CancellationToken cancellation = default)
    {
        var (count, differing, largest, nonFinite) = (0, 0L, 0, 0L);
        string? place = null;
        var clock = new Stopwatch();
        foreach (var batch in NamedBatches.Of(images, unreadable, cancellation))
        {
            clock.Start();
            var decoded = model.RoundTrip(batch.Images);
            clock.Stop();
            count += batch.Images.Count;
            differing += decoded.DifferingBytes(batch.Images);
            largest = Math.Max(largest, LargestError(batch.Images.Pixels, decoded.Images.Pixels));
            nonFinite += decoded.NonFinite;
            place ??= decoded.NonFinitePlace;
            take?.Invoke(batch with { Images = decoded.Images });
        }

        return new Reconstruction(count, differing, largest, clock.Elapsed.TotalSeconds, nonFinite, place);
    }

    private static int LargestError(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        var largest = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i] - actual[i]));
        }

        return largest;
    }
}
