namespace FlowCore.Verification;

/// <summary>Batches <c>[C, N, H, W]</c> and their samples.</summary>
internal static class Batches
{
    /// <summary>A sample many times.</summary>
    /// <param name="sample"><c>[C, H, W]</c>.</param>
    /// <param name="shape">C×H×W.</param>
    /// <param name="count">N.</param>
    /// <returns><c>[C, N, H, W]</c>.</returns>
    public static double[] Repeat(ReadOnlySpan<double> sample, ImageShape shape, int count)
    {
        var batch = new double[checked(shape.Dimensions * count)];
        for (var row = 0; row < shape.Channels * count; row++)
        {
            sample.Slice(row / count * shape.Plane, shape.Plane).CopyTo(batch.AsSpan(row * shape.Plane));
        }

        return batch;
    }

    /// <summary>Samples <c>[C, H, W]</c> as a batch.</summary>
    public static double[] Join(IReadOnlyList<double[]> samples, ImageShape shape)
    {
        var batch = new double[checked(shape.Dimensions * samples.Count)];
        for (var row = 0; row < shape.Channels * samples.Count; row++)
        {
            var (channel, n) = Math.DivRem(row, samples.Count);
            samples[n].AsSpan(channel * shape.Plane, shape.Plane).CopyTo(batch.AsSpan(row * shape.Plane));
        }

        return batch;
    }

    /// <summary>The samples of a batch.</summary>
    public static double[][] Samples(ReadOnlySpan<double> batch, ImageShape shape, int count)
    {
        var samples = new double[count][];
        for (var n = 0; n < count; n++)
        {
            samples[n] = new double[shape.Dimensions];
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                batch.Slice(((channel * count) + n) * shape.Plane, shape.Plane).CopyTo(samples[n].AsSpan(channel * shape.Plane));
            }
        }

        return samples;
    }
}
