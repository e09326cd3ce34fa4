using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>
/// How rows of floats go into vectors and back, which has other instructions on each generation of processors: .ci/run tries
/// these laws with the newer ones switched off.
/// </summary>
public sealed unsafe class LaneLaws
{
    private const float Untouched = -7;

    /// <summary>Floats of a row, from none to more than two vectors.</summary>
    public static TheoryData<int> Lengths { get; } = new(Enumerable.Range(0, 2 * Lanes.Width + 2));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_row_is_read_with_zeros_past_its_end_and_written_up_to_it(int length)
    {
        float[] row = [.. Enumerable.Range(1, length).Select(i => (float)i)];
        float[] copy = [.. Enumerable.Repeat(Untouched, length + Lanes.Width)];
        fixed (float* from = row, to = copy)
        {
            for (var i = 0; i < length; i += Lanes.Width)
            {
                var vector = Lanes.Load(from + i, length - i);
                for (var lane = 0; lane < Lanes.Width; lane++)
                {
                    Assert.Equal(i + lane < length ? i + lane + 1 : 0, vector[lane]);
                }

                Lanes.Store(vector, to + i, length - i);
            }
        }

        Assert.Equal([.. row, .. Enumerable.Repeat(Untouched, Lanes.Width)], copy);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Bytes_become_floats_and_integers_bytes(int length)
    {
        byte[] row = [.. Enumerable.Range(0, length).Select(i => (byte)(255 - (7 * i)))];
        byte[] copy = [.. Enumerable.Repeat((byte)9, length + Lanes.Width)];
        fixed (byte* from = row, to = copy)
        {
            for (var i = 0; i < length; i += Lanes.Width)
            {
                var vector = Lanes.LoadBytes(from + i, length - i);
                for (var lane = 0; lane < Lanes.Width; lane++)
                {
                    Assert.Equal(i + lane < length ? row[i + lane] : 0, vector[lane]);
                }

                Lanes.StoreBytes(Vector512.ConvertToInt32(vector), to + i, length - i);
            }
        }

        Assert.Equal([.. row, .. Enumerable.Repeat((byte)9, Lanes.Width)], copy);
    }

    [Fact]
    public void Two_vectors_are_interleaved_within_128_bits()
    {
        var x = Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var result = new float[2 * Lanes.Width];
        fixed (float* to = result)
        {
            Lanes.StoreInterleaved(x, x + Vector512.Create(100f), to);
        }

        float[] lower = [0, 100, 1, 101, 4, 104, 5, 105, 8, 108, 9, 109, 12, 112, 13, 113];
        Assert.Equal([.. lower, .. lower.Select(number => number + 2)], result);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pairs_come_apart_and_together_where_the_hardware_does_it_at_once(bool accumulate)
    {
        // Elsewhere nobody calls them.
        for (var count = 1; count <= 40; count++)
        {
            if (!LanePairs.IsFaster(count))
            {
                continue;
            }

            float[] pairs = [.. Enumerable.Range(0, 2 * count).Select(i => (float)i)];
            var (even, odd, back) = (Filled(count), Filled(count), Filled(2 * count));
            var before = accumulate ? Untouched : 0;
            fixed (float* p = pairs, e = even, o = odd, b = back)
            {
                LanePairs.Split(p, e, o, count, accumulate);
                LanePairs.Join(e, o, b, count, accumulate);
            }

            Assert.Equal([.. Enumerable.Range(0, count).Select(i => (2 * i) + before)], even);
            Assert.Equal([.. Enumerable.Range(0, count).Select(i => (2 * i) + 1 + before)], odd);
            Assert.Equal([.. pairs.Select(number => number + (2 * before))], back);
        }
    }

    private static float[] Filled(int count) => [.. Enumerable.Repeat(Untouched, count)];
}
