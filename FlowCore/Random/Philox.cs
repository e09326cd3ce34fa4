namespace FlowCore.Random;

/// <summary>
/// The counter-based generator Philox 4×32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
/// 128 random bits are a pure function of a 64-bit key and a 128-bit counter.
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

    /// <summary>The upper 24 bits as a float in [0, 1): never 1, which would leave a dequantised pixel's bin.</summary>
    public static float Uniform(uint word) => (int)(word >> 8) * UnitOf24Bits;

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
}
