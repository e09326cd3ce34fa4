using System.Runtime.Intrinsics;
using FlowCore.Random;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

public sealed class PhiloxLaws
{
    private static readonly RandomKey Key = new(20260, RandomStream.Latents, 1);

    /// <summary>Key, counter and result: the answers published with the Random123 library.</summary>
    public static TheoryData<uint[], uint[], uint[]> KnownAnswers { get; } = new()
    {
        { [0, 0], [0, 0, 0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        {
            [0xffffffff, 0xffffffff],
            [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
            [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]
        },
        {
            [0xa4093822, 0x299f31d0],
            [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
        },
    };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Gives_the_published_answers(uint[] key, uint[] counter, uint[] answer)
    {
        var block = Philox.Block(key[0], key[1], new PhiloxBlock(counter[0], counter[1], counter[2], counter[3]));
        Assert.Equal(new PhiloxBlock(answer[0], answer[1], answer[2], answer[3]), block);
        Assert.Equal((block.X, block.Y, block.Z, block.W), (block[0], block[1], block[2], block[3]));
    }

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Eight_blocks_at_once_are_those_of_eight_counters(uint[] key, uint[] counter, uint[] answer)
    {
        var first = new PhiloxBlock(counter[0], counter[1], counter[2], counter[3]);
        var (even, odd) = Philox.Blocks(key[0], key[1], first);
        Assert.Equal<uint[]>(answer, [even[0], odd[0], even[1], odd[1]]);
        int[] order = [0, 4, 1, 5, 2, 6, 3, 7];
        for (var i = 0; i < order.Length; i++)
        {
            var block = Philox.Block(key[0], key[1], first with { X = unchecked(first.X + (uint)order[i]) });
            Assert.Equal(block, new PhiloxBlock(even[2 * i], odd[2 * i], even[(2 * i) + 1], odd[(2 * i) + 1]));
        }
    }

    [Fact]
    public void Draws_of_many_words_have_the_bits_of_draws_of_one()
    {
        var words = Enumerable.Range(0, 40_000).Select(i => (uint)i * 107_377u).Concat([255u, 256u, 511u, 512u, uint.MaxValue]).ToArray();
        for (var start = 0; start + Vector512<uint>.Count <= words.Length; start += 5)
        {
            var (first, second) = (Vector512.Create(words, start), Vector512.Create(words, words.Length - 16 - start));
            var (uniforms, normals) = (Philox.Uniform(first), Philox.Normals(first, second));
            for (var i = 0; i < Vector512<uint>.Count; i++)
            {
                var (a, b) = Philox.Normals(first[i], second[i]);
                Expect.Same([Philox.Uniform(first[i]), a, b], [uniforms[i], normals.First[i], normals.Second[i]], $"words {first[i]}, {second[i]}");
            }
        }
    }

    [Fact]
    public void Every_part_of_a_key_and_a_counter_changes_the_block()
    {
        var blocks = new[]
        {
            Philox.Block(Key, 1, 1),
            Philox.Block(Key, 1, 2),
            Philox.Block(Key, 2, 1),
            Philox.Block(Key with { Step = 2 }, 1, 1),
            Philox.Block(Key with { Stream = RandomStream.Shuffle }, 1, 1),
            Philox.Block(Key with { Seed = Key.Seed + 1 }, 1, 1),
            Philox.Block(Key with { Seed = Key.Seed + (1UL << 32) }, 1, 1),
        };
        Assert.Equal(blocks.Length, blocks.Distinct().Count());
    }

    [Fact]
    public void Uniforms_lie_in_the_half_open_unit_interval_and_are_even()
    {
        const int Draws = 1_000_000;
        var (sum, least, most) = (0.0, 1f, 0f);
        for (var i = 0u; i < Draws / 4; i++)
        {
            var block = Philox.Block(Key, 0, i);
            for (var lane = 0; lane < 4; lane++)
            {
                var u = Philox.Uniform(block[lane]);
                sum += u;
                (least, most) = (Math.Min(least, u), Math.Max(most, u));
            }
        }

        // The mean's standard error is 0.0003; the ends are missed by a millionth or so.
        Assert.InRange(sum / Draws, 0.498, 0.502);
        Assert.InRange(least, 0f, 1e-4f);
        Assert.InRange(most, 0.9999f, MathF.BitDecrement(1f));
    }

    [Fact]
    public void The_largest_uniform_stays_in_the_last_bin()
    {
        Assert.Equal(1f - (1f / 16777216f), Philox.Uniform(uint.MaxValue));
        Assert.Equal(0f, Philox.Uniform(255));
    }

    [Fact]
    public void Normals_have_the_moments_of_a_standard_normal()
    {
        const int Draws = 200_000;
        var moments = new double[5];
        for (var i = 0u; i < Draws / 4; i++)
        {
            var block = Philox.Block(Key, 3, i);
            var (a, b) = Philox.Normals(block.X, block.Y);
            var (c, d) = Philox.Normals(block.Z, block.W);
            foreach (var z in (float[])[a, b, c, d])
            {
                for (var power = 1; power <= 4; power++)
                {
                    moments[power] += Math.Pow(z, power) / Draws;
                }
            }
        }

        // Five standard errors: √(1, 2, 15, 96 / 200,000).
        Assert.InRange(moments[1], -0.012, 0.012);
        Assert.InRange(moments[2], 0.984, 1.016);
        Assert.InRange(moments[3], -0.044, 0.044);
        Assert.InRange(moments[4], 2.89, 3.11);
    }

    [Fact]
    public void Extreme_words_give_finite_normals()
    {
        foreach (var word in (uint[])[0, 255, 256, uint.MaxValue - 256, uint.MaxValue])
        {
            foreach (var angle in (uint[])[0, 1u << 30, 1u << 31, uint.MaxValue])
            {
                var (first, second) = Philox.Normals(word, angle);
                Assert.InRange(Math.Sqrt((first * first) + (second * second)), 0, 5.77);
            }
        }
    }

    [Fact]
    public void Normals_are_those_of_box_and_muller_in_double()
    {
        for (var i = 0u; i < 20_000; i++)
        {
            var block = Philox.Block(Key, 4, i);
            var radius = Math.Sqrt(-2 * Math.Log(((block.X >> 9) + 0.5) / (1 << 23)));
            var turn = (block.Y >> 8) / (double)(1 << 24);
            var (first, second) = Philox.Normals(block.X, block.Y);
            Assert.InRange(first - (radius * double.CosPi(2 * turn)), -1e-6, 1e-6);
            Assert.InRange(second - (radius * double.SinPi(2 * turn)), -1e-6, 1e-6);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Permutations_are_permutations(int count)
    {
        var order = new PhiloxSequence(Key).NextPermutation(count);
        Assert.Equal(Enumerable.Range(0, count), order.Order());
    }

    [Fact]
    public void Every_permutation_of_three_is_as_likely()
    {
        var draws = new PhiloxSequence(Key, 9);
        var counts = Enumerable.Range(0, 60_000).Select(_ => string.Concat(draws.NextPermutation(3))).CountBy(order => order).ToArray();
        Assert.Equal(6, counts.Length);

        // 10,000 each, with a standard deviation of 91.
        Assert.All(counts, count => Assert.InRange(count.Value, 9_500, 10_500));
    }

    [Fact]
    public void A_sequence_repeats_and_its_index_is_independent()
    {
        uint[] Words(uint index)
        {
            var sequence = new PhiloxSequence(Key, index);
            return [.. Enumerable.Range(0, 9).Select(_ => sequence.NextWord())];
        }

        Assert.Equal(Words(4), Words(4));
        Assert.Empty(Words(4).Intersect(Words(5)));
    }
}
