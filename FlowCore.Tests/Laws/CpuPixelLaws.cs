using System.Runtime.Intrinsics;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Ops;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>What the CPU draws, encodes and decodes many at a time has the bits of the scalar definitions, wherever it lies.</summary>
public sealed class CpuPixelLaws : IDisposable
{
    private readonly CpuBackend _backend = new(threads: 2, poisonMemory: true);

    public static TheoryData<PixelScale, int, double> Maps { get; } = new()
    {
        { PixelScale.Linear, 8, 0 },
        { PixelScale.Linear, 1, 0 },
        { PixelScale.Logit, 8, 1e-6 },
        { PixelScale.Logit, 8, 0 },
        { PixelScale.Logit, 8, 0.05 },
        { PixelScale.Logit, 8, 0.4999 },
        { PixelScale.Logit, 8, 0.4999999 },
        { PixelScale.Logit, 3, 0.05 },
        { PixelScale.Logit, 1, 1e-6 },
    };

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Draws_are_those_of_each_element_alone()
    {
        // Planes of any length, so that channels start anywhere in a block of their image's stream.
        var shapes =
            from channels in Gen.Choose(1, 6)
            from height in Gen.Choose(1, 12)
            from width in Gen.Choose(1, 12)
            from samples in Gen.Choose(1, 4)
            select new Shape(channels, samples, height, width);
        var cases = shapes.Zip(Gen.Choose(0, int.MaxValue), (shape, seed) => (Shape: shape, Seed: seed));
        Prop.ForAll(cases.ToArbitrary(), c => AreThoseOfEachElement(c.Shape, c.Seed)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Draws_of_a_large_image_are_those_of_each_element_alone() => AreThoseOfEachElement(new Shape(3, 2, 61, 67), 5);

    [Theory]
    [MemberData(nameof(Maps))]
    public void Decoding_is_that_of_each_value_alone(PixelScale scale, int bits, double alpha)
    {
        var coding = new PixelCoding(scale, bits, alpha);
        if (scale == PixelScale.Logit)
        {
            Decodes(new LogitScale(coding), coding);
        }
        else
        {
            Decodes(new LinearScale(coding), coding);
        }
    }

    private void AreThoseOfEachElement(Shape shape, int seed)
    {
        var key = new RandomKey((ulong)seed * 0x9E3779B97F4A7C15, RandomStream.Latents, (uint)seed);
        int[] ids = [.. Enumerable.Range(0, shape.Batch).Select(n => (seed + (n * 7919)) & int.MaxValue)];
        var pixels = new byte[shape.Count];
        new System.Random(seed).NextBytes(pixels);
        using var x = _backend.Allocate(shape);
        using var coded = _backend.Allocate(shape);
        using var logDet = _backend.Allocate(new Shape(shape.Batch));
        _backend.FillNormal(x, key, ids, 0.7);
        _backend.EncodePixels(pixels, ids, new PixelCoding(PixelScale.Logit), Dequantization.Uniform(key), coded, logDet);

        var (normals, pixelValues) = (new double[shape.Count], new double[shape.Count]);
        var scale = new LogitScale(new PixelCoding(PixelScale.Logit));
        foreach (var (c, n, i, j) in Each.Of(shape.Channels, shape.Batch, shape.Height, shape.Width))
        {
            var element = (((c * shape.Height) + i) * shape.Width) + j;
            var place = (((((c * shape.Batch) + n) * shape.Height) + i) * shape.Width) + j;
            var block = Philox.Block(key, (uint)ids[n], (uint)(element / 4));
            var (first, second) = element % 4 < 2 ? Philox.Normals(block.X, block.Y) : Philox.Normals(block.Z, block.W);
            normals[place] = (element % 2 == 0 ? first : second) * 0.7f;
            var pixel = pixels[(n * shape.Channels * shape.Plane) + element];
            pixelValues[place] = scale.Encode(pixel, Philox.Uniform(block[element % 4])).Coded;
        }

        Expect.Same(normals, TestTensors.ReadDoubles(_backend, x), $"normals of {shape}", (ulong)seed);
        Expect.Same(pixelValues, TestTensors.ReadDoubles(_backend, coded), $"pixels of {shape}", (ulong)seed);
    }

    private void Decodes<TScale>(TScale scale, PixelCoding coding)
        where TScale : struct, IPixelScale
    {
        float[] values = [.. Everywhere(), .. AtEdges(coding)];
        using var x = _backend.Allocate(new Shape(1, 1, 1, values.Length));
        _backend.Write(values, x);
        var pixels = new byte[values.Length];
        var broken = _backend.DecodePixels(x, coding, pixels);
        Assert.Equal(values.Count(value => !float.IsFinite(value)), broken);
        for (var i = 0; i < values.Length; i++)
        {
            var expected = float.IsFinite(values[i]) ? TScale.Decode(values[i], coding) : 0;
            Assert.True(expected == pixels[i], FormattableString.Invariant($"{values[i]:r}: expected {expected}, got {pixels[i]}."));

            var level = Level(values[i], coding);
            if (level >= 0 && level <= coding.Levels)
            {
                var error = Math.Abs(scale.Decode(Vector512.Create(values[i]))[0] - level);
                Assert.True(error <= scale.DecodeError, FormattableString.Invariant($"{values[i]:r}: {error} is above {scale.DecodeError}."));
            }
        }
    }

    /// <summary>v + u before it is cut.</summary>
    private static double Level(double x, PixelCoding coding)
    {
        var share = coding.Scale == PixelScale.Linear ? x + 0.5 : ((1 / (1 + Math.Exp(-x))) - coding.Alpha) / (1 - (2 * coding.Alpha));
        return share * coding.Levels;
    }

    /// <summary>All exponents and signs, what is not finite among them.</summary>
    private static IEnumerable<float> Everywhere() =>
        Enumerable.Range(0, 1 << 16).Select(i => BitConverter.UInt32BitsToSingle((uint)i * 65_537u))
            .Concat([0f, -0f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN]);

    /// <summary>Floats on both sides of every edge between two levels, the next ones and such as a float's rounding would confuse.</summary>
    private static IEnumerable<float> AtEdges(PixelCoding coding)
    {
        for (var level = 0; level <= coding.Levels; level++)
        {
            var share = level / (double)coding.Levels;
            var unit = coding.Alpha + ((1 - (2 * coding.Alpha)) * share);
            var edge = (float)(coding.Scale == PixelScale.Linear ? share - 0.5 : Math.Log(unit / (1 - unit)));
            for (var step = -40; step <= 40; step++)
            {
                // The rank of a float among its neighbours is the integer of its bits.
                yield return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(edge) + step);
                yield return edge + (step * 1e-6f);
            }
        }
    }
}
