using FlowCore.Backends;
using FlowCore.Backends.Cpu;
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
