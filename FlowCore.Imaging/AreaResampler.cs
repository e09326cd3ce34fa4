namespace FlowCore.Imaging;

/// <summary>
/// Resampling by area: a pixel of the result is the mean of what it covers of the source, parts of pixels counted by their
/// area, <c>y_{p,q} = Σ_{i,j} |i ∩ p|·|j ∩ q|·x_{i,j} / (|p|·|q|)</c>. Computed in whole numbers and rounded once, half up,
/// so that it is exact and the same on every machine.
/// </summary>
internal static class AreaResampler
{
    /// <summary>Resamples one channel.</summary>
    /// <param name="source"><c>[H, W]</c>, row-major.</param>
    /// <param name="from">Its rows and columns.</param>
    /// <param name="target"><c>[H′, W′]</c>, overwritten.</param>
    /// <param name="to">Its rows and columns.</param>
    public static void Resample(ReadOnlySpan<byte> source, PictureSize from, Span<byte> target, PictureSize to)
    {
        var area = from.Pixels;
        var sums = new long[to.Width];
        for (var row = 0; row < to.Height; row++)
        {
            Array.Clear(sums);
            var end = End(row, from.Height, to.Height);
            for (var i = First(row, from.Height, to.Height); i < end; i++)
            {
                AddRow(source.Slice(i * from.Width, from.Width), Overlap(i, row, from.Height, to.Height), sums);
            }

            for (var column = 0; column < to.Width; column++)
            {
                target[(row * to.Width) + column] = (byte)(((2 * sums[column]) + area) / (2 * area));
            }
        }
    }

    // A sum is at most 255·H·W of the source, which 64 bits hold for any picture.
    private static void AddRow(ReadOnlySpan<byte> line, long weight, Span<long> sums)
    {
        for (var column = 0; column < sums.Length; column++)
        {
            // Only the first and the last pixel can be covered in part.
            var first = First(column, line.Length, sums.Length);
            var last = End(column, line.Length, sums.Length) - 1;
            var sum = Overlap(first, column, line.Length, sums.Length) * line[first];
            if (last > first)
            {
                var inner = 0L;
                foreach (var pixel in line[(first + 1)..last])
                {
                    inner += pixel;
                }

                sum += (inner * sums.Length) + (Overlap(last, column, line.Length, sums.Length) * line[last]);
            }

            sums[column] += weight * sum;
        }
    }

    // In units of 1/(source·target) of the side, source pixel i covers [i·target, (i+1)·target) and target pixel j covers
    // [j·source, (j+1)·source).
    private static int First(int j, int source, int target) => (int)((long)j * source / target);

    private static int End(int j, int source, int target) => (int)((((j + 1L) * source) + target - 1) / target);

    private static long Overlap(int i, int j, int source, int target) =>
        Math.Min((i + 1L) * target, (j + 1L) * source) - Math.Max((long)i * target, (long)j * source);
}
