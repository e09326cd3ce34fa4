using System.Runtime.Intrinsics;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Ops;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data;

/// <summary>Every byte through the pixel map and back.</summary>
public sealed class PixelMapTests
{
    public static TheoryData<PixelScale, int, bool> Maps { get; } = AllMaps();

    [Theory]
    [MemberData(nameof(Maps))]
    public void Every_level_comes_back_from_anywhere_inside_its_bin(PixelScale scale, int bits, bool onCpu)
    {
        using IBackend backend = onCpu ? new CpuBackend() : new ReferenceBackend();
        var coding = new PixelCoding(scale, bits);
        var shape = new ImageShape(1, 1, coding.Levels);
        byte[] pixels = [.. Enumerable.Range(0, coding.Levels).Select(level => (byte)level)];
        using var x = backend.Allocate(shape.Batched(1));
        using var logDet = backend.Allocate(new Shape(1));
        foreach (var offset in (double[])[0.01, 0.25, 0.5, 0.75, 0.99])
        {
            backend.EncodePixels(pixels, [0], coding, Dequantization.Fixed(offset), x, logDet);
            var decoded = new byte[pixels.Length];
            Assert.Equal(0, backend.DecodePixels(x, coding, decoded));
            Assert.Equal(pixels, decoded);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_largest_draw_does_not_push_white_out_of_its_bin(bool onCpu)
    {
        // 255 + 0.99999994 is 256 in a float; the map never forms that sum where it matters.
        using IBackend backend = onCpu ? new CpuBackend() : new ReferenceBackend();
        var coding = new PixelCoding(PixelScale.Logit, Bits: 8, Alpha: 0);
        using var x = backend.Allocate(new Shape(1, 1, 1, 1));
        using var logDet = backend.Allocate(new Shape(1));
        backend.EncodePixels([255], [0], coding, Dequantization.Fixed(1 - 5.9604645e-8), x, logDet);
        Expect.Close(Math.Log(256 / 5.9604645e-8), TestTensors.ReadDoubles(backend, x)[0], 1e-6, "log-odds");
        var decoded = new byte[1];
        backend.DecodePixels(x, coding, decoded);
        Assert.Equal([255], decoded);
    }

    [Theory]
    [InlineData(PixelScale.Linear, 1)]
    [InlineData(PixelScale.Linear, 5)]
    [InlineData(PixelScale.Linear, 8)]
    [InlineData(PixelScale.Logit, 1)]
    [InlineData(PixelScale.Logit, 5)]
    [InlineData(PixelScale.Logit, 8)]
    public void Every_level_comes_back_from_the_very_ends_of_its_bin(PixelScale scale, int bits)
    {
        using var backend = new CpuBackend(threads: 1);
        foreach (var alpha in (double[])[1e-6, 0, 0.05])
        {
            var coding = new PixelCoding(scale, bits, alpha);
            for (var power = 1; power <= 24; power++)
            {
                ComesBack(backend, coding, 1 - Math.Pow(2, -power));
                ComesBack(backend, coding, Math.Pow(2, -power));
            }

            ComesBack(backend, coding, 0);
            ComesBack(backend, coding, 1 - Math.Pow(2, -18) - Math.Pow(2, -24));
            ComesBack(backend, coding, 1e-45);
        }
    }

    [Fact]
    public void No_draw_takes_a_linear_pixel_out_of_its_bin()
    {
        // All draws there are: u = k/2²⁴ with the largest k, for every level.
        foreach (var bits in (int[])[1, 2, 5, 7, 8])
        {
            var coding = new PixelCoding(PixelScale.Linear, bits);
            var scale = new LinearScale(coding);
            for (var v = 0; v < coding.Levels; v++)
            {
                for (var k = 1; k <= 1024; k++)
                {
                    var u = 1f - (k / 16777216f);
                    var coded = scale.Encode(v, u).Coded;
                    Assert.Equal(v, LinearScale.Decode(coded, coding));
                    Assert.InRange(coded, -0.5f, MathF.BitDecrement(0.5f));
                    Assert.Equal(coded, scale.Encode(Vector512.Create((float)v), Vector512.Create(u)).Coded[15]);

                    // Only what was out of the bin is moved, and by no more than a float's last place.
                    var rounded = ((v + u) * (1f / coding.Levels)) - 0.5f;
                    Assert.True(coded == rounded || (rounded - coded <= 1f / (1 << 25) && LinearScale.Decode(rounded, coding) != v) || rounded == 0.5f);
                }
            }
        }
    }

    [Fact]
    public void A_drawn_logit_pixel_has_the_bits_of_its_formula()
    {
        var coding = new PixelCoding(PixelScale.Logit);
        var scale = new LogitScale(coding);
        var margin = (float)(coding.Alpha * coding.Levels);
        var slope = (float)(1.0 - (2.0 * coding.Alpha));
        const int Seed = 19;
        var random = new System.Random(Seed);
        for (var i = 0; i < 200_000; i++)
        {
            var (v, u) = ((float)random.Next(256), random.Next(1 << 24) / 16777216f);
            u = i % 4 == 0 ? 1f - (random.Next(1, 256) / 16777216f) : u;
            var expected = FloatMath.Log(margin + ((v + u) * slope)) - FloatMath.Log(margin + ((256f - v - u) * slope));
            Assert.True(expected == scale.Encode(v, u).Coded, FormattableString.Invariant($"seed {Seed}: v {v}, u {u:r}"));
        }
    }

    private static void ComesBack(CpuBackend backend, PixelCoding coding, double offset)
    {
        byte[] pixels = [.. Enumerable.Range(0, coding.Levels).Select(level => (byte)level)];
        using var x = backend.Allocate(new Shape(1, 1, 1, coding.Levels));
        using var logDet = backend.Allocate(new Shape(1));
        backend.EncodePixels(pixels, [0], coding, Dequantization.Fixed(offset), x, logDet);
        var decoded = new byte[pixels.Length];
        backend.DecodePixels(x, coding, decoded);
        var wrong = Numbers.Differing(pixels, decoded);
        Assert.True(wrong == 0, FormattableString.Invariant($"{coding}, u {offset:r}: {wrong} of {pixels.Length} levels differ."));
    }

    private static TheoryData<PixelScale, int, bool> AllMaps()
    {
        var rows = new TheoryData<PixelScale, int, bool>();
        foreach (var scale in Enum.GetValues<PixelScale>())
        {
            foreach (var bits in (int[])[1, 5, 8])
            {
                rows.Add(scale, bits, true);
                rows.Add(scale, bits, false);
            }
        }

        return rows;
    }
}
