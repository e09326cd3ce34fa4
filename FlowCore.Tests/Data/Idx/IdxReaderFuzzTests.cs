using FlowCore.Data;
using FlowCore.Data.Idx;
using Xunit;

namespace FlowCore.Tests.Data.Idx;

public sealed class IdxReaderFuzzTests
{
    private const int Rounds = 3000;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Any_damage_is_one_line_or_a_whole_set(bool packed, int seed)
    {
        var random = new System.Random(seed);
        var whole = IdxBytes.Grey(5, 7, 6);
        whole = packed ? IdxBytes.Gzip(whole) : whole;
        var (refused, read) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            using var stream = new MemoryStream(Damage(whole, random));
            try
            {
                var set = IdxReader.Read(stream, "fuzz");
                AssertWhole(set);
                read++;
            }
            catch (FlowException refusal)
            {
                Assert.StartsWith("fuzz: expected ", refusal.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
            }
        }

        // Both ends must have been met, or the damage tests nothing.
        Assert.InRange(refused, Rounds / 10, Rounds);
        Assert.InRange(read, 1, Rounds);
    }

    private static byte[] Damage(byte[] whole, System.Random random)
    {
        var bytes = random.Next(3) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
        for (var flips = random.Next(3); flips > 0 && bytes.Length > 0; flips--)
        {
            // Half of the flips hit the header, where they hurt most.
            var at = random.Next(2) == 0 ? random.Next(Math.Min(20, bytes.Length)) : random.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    private static void AssertWhole(InMemoryImageSet set)
    {
        // One flip may move a factor of two from one extent to another, never the product.
        Assert.Equal(5 * 7 * 6, set.Count * set.Shape.Dimensions);
        Assert.Equal(5 * 7 * 6, set.Batch([.. Enumerable.Range(0, set.Count)]).Pixels.Length);
    }
}
