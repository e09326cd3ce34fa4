using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Random;

/// <summary>
/// The counter-based generator Philox 4×32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
/// 128 random bits are a pure function of a 64-bit key and a 128-bit counter. Scalar and vector forms agree bit for bit.
/// </summary>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;
    private const float UnitOf24Bits = 1f / 16777216f;
    private const float UnitOf23Bits = 1f / 8388608f;

    /// <summary>The block of four words at (key, image, block): words 4·block … 4·block+3 of that image's stream.</summary>
    public static PhiloxBlock Block(RandomKey key, uint image, uint block) =>
        Block((uint)key.Seed, (uint)(key.Seed >> 32), new PhiloxBlock(block, image, key.Step, (uint)key.Stream));

    /// <summary>The published function of key and counter.</summary>
    public static PhiloxBlock Block(uint key0, uint key1, PhiloxBlock counter)
    {
        var (c0, c1, c2, c3) = counter;
        for (var round = 0; round < Rounds; round++)
        {
            var p0 = (ulong)Multiplier0 * c0;
            var p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ key0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ key1, (uint)p0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return new PhiloxBlock(c0, c1, c2, c3);
    }

    /// <summary>The eight blocks from one on of an image's stream, in the order of <see cref="Blocks(uint, uint, PhiloxBlock)"/>.</summary>
    public static (Vector512<uint> Even, Vector512<uint> Odd) Blocks(RandomKey key, uint image, uint block) =>
        Blocks((uint)key.Seed, (uint)(key.Seed >> 32), new PhiloxBlock(block, image, key.Step, (uint)key.Stream));

    /// <summary>
    /// Eight blocks at once, those at counter.X … counter.X + 7: words 0 and 2 of each in its two lanes of Even, words 1 and 3
    /// in those of Odd. Blocks lie in the order 0, 4, 1, 5, 2, 6, 3, 7: where the 128 bits of Even and Odd are interleaved, the
    /// lower halves become blocks 0 … 3 in their order and the upper halves blocks 4 … 7.
    /// </summary>
    public static (Vector512<uint> Even, Vector512<uint> Odd) Blocks(uint key0, uint key1, PhiloxBlock counter)
    {
        // A block a 64-bit lane, whose upper half is never looked at: products need the room.
        var c0 = Vector512.Create(0u, 0, 4, 0, 1, 0, 5, 0, 2, 0, 6, 0, 3, 0, 7, 0) + Vector512.Create(counter.X);
        var c1 = Vector512.Create(counter.Y);
        var c2 = Vector512.Create(counter.Z);
        var c3 = Vector512.Create(counter.W);
        for (var round = 0; round < Rounds; round++)
        {
            var p0 = Product(c0, Multiplier0);
            var p1 = Product(c2, Multiplier1);
            c0 = (p1 >> 32).AsUInt32() ^ c1 ^ Vector512.Create(key0);
            c2 = (p0 >> 32).AsUInt32() ^ c3 ^ Vector512.Create(key1);
            c1 = p1.AsUInt32();
            c3 = p0.AsUInt32();
            key0 += Weyl0;
            key1 += Weyl1;
        }

        var lower = Vector512.Create((ulong)uint.MaxValue);
        return (
            Vector512.ConditionalSelect(lower, c0.AsUInt64(), c2.AsUInt64() << 32).AsUInt32(),
            Vector512.ConditionalSelect(lower, c1.AsUInt64(), c3.AsUInt64() << 32).AsUInt32());
    }

    /// <summary>The upper 24 bits as a float in [0, 1): never 1, which would leave a dequantised pixel's bin.</summary>
    public static float Uniform(uint word) => (int)(word >> 8) * UnitOf24Bits;

    /// <inheritdoc cref="Uniform(uint)"/>
    public static Vector512<float> Uniform(Vector512<uint> words) =>
        Vector512.ConvertToSingle((words >> 8).AsInt32()) * UnitOf24Bits;

    /// <summary>
    /// Two independent standard normals from two words (Box and Muller 1958), by functions of <see cref="FloatMath"/>: the
    /// same bits on every machine, and a kernel's to a few units in the last place where its compiler fuses operations.
    /// </summary>
    public static (float First, float Second) Normals(uint word0, uint word1)
    {
        // 23 bits and a half step are exact in a float and keep the logarithm's argument off 0 and 1: |z| ≤ 5.77.
        var radius = MathF.Sqrt(-2f * FloatMath.Log(((int)(word0 >> 9) + 0.5f) * UnitOf23Bits));
        var (sin, cos) = FloatMath.SinCosPi(2f * Uniform(word1));
        return (radius * cos, radius * sin);
    }

    /// <inheritdoc cref="Normals(uint, uint)"/>
    public static (Vector512<float> First, Vector512<float> Second) Normals(Vector512<uint> words0, Vector512<uint> words1)
    {
        var share = (Vector512.ConvertToSingle((words0 >> 9).AsInt32()) + Vector512.Create(0.5f)) * UnitOf23Bits;
        var radius = Vector512.Sqrt(FloatMath.Log(share) * -2f);
        var (sin, cos) = FloatMath.SinCosPi(Uniform(words1) * 2f);
        return (radius * cos, radius * sin);
    }

    /// <summary>The 64-bit products of the lower halves of 64-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Product(Vector512<uint> x, ulong multiplier)
    {
        var factor = Vector512.Create(multiplier);
        if (Avx512F.IsSupported)
        {
            return Avx512F.Multiply(x, factor.AsUInt32());
        }

        if (Avx2.IsSupported)
        {
            var half = factor.GetLower().AsUInt32();
            return Vector512.Create(Avx2.Multiply(x.GetLower(), half), Avx2.Multiply(x.GetUpper(), half));
        }

        return (x.AsUInt64() & Vector512.Create((ulong)uint.MaxValue)) * factor;
    }
}
