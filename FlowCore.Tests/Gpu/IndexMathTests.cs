using FlowCore.Backends;
using FlowCore.Gpu.Kernels;
using FlowCore.Gpu.Kernels.Convolution;
using FlowCore.Outside;
using FlowCore.Tensors;
using ILGPU;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>Indices past 2³¹ and 2³², computed without the memory.</summary>
public sealed class IndexMathTests
{
    [Fact]
    public void Divides_like_64_bit_numbers()
    {
        foreach (var index in (long[])[0, 1, 6, 7, (1L << 31) - 1, 1L << 31, (1L << 31) + 4, (1L << 32) - 1, 1L << 32, (1L << 32) + 5, 1L << 40])
        {
            foreach (var divisor in (int[])[1, 2, 7, 49, 784, 65537, int.MaxValue])
            {
                Assert.Equal(index / divisor, IndexMath.Divide(index, divisor));
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 5)]
    [InlineData(5, 4, 1)]
    public void A_sample_keeps_the_order_of_its_elements(int channels, int samples, int plane)
    {
        var layout = new SampleLayout(samples, plane);
        foreach (var (n, c, p) in Each.Of(samples, channels, plane))
        {
            Assert.Equal((((c * samples) + n) * plane) + p, layout.IndexOf(n, (c * plane) + p));
        }
    }

    [Fact]
    public void The_last_element_is_found_past_31_bits()
    {
        // 2³¹ + 16 elements: the last of 12 channels of 89,478,486 samples of 2 pixels.
        const int Channels = 12, Samples = 89_478_486, Plane = 2;
        const long Count = (long)Channels * Samples * Plane;
        Assert.True(Count > 1L << 31);
        Assert.Equal(Count - 1, new SampleLayout(Samples, Plane).IndexOf(Samples - 1, (Channels * Plane) - 1));
        Assert.Equal(Count - 1 - Plane, new SampleLayout(Samples, Plane).IndexOf(Samples - 2, (Channels * Plane) - 1));

        // The neighbours of a convolution, and a pixel's place in its image.
        var around = new Neighbourhood(
            ArrayView<float>.Empty, new Shape(Channels, Samples, 1, Plane), Channels, StencilShape.Centred(1, 3), default);
        const long Last = ((long)Samples * Plane) - 1;
        Assert.Equal(Count - 1, around.Index(0, Channels - 1, Last, around.Tap(0, 1)));
        Assert.Equal(Count - 2, around.Index(0, Channels - 1, Last, around.Tap(0, 0)));
        Assert.Equal(1, around.Place((1L << 32) + 1).Column);

        // One sample of 2³¹ + 4 elements.
        Assert.Equal((1L << 31) + 3, new SampleLayout(1, 1 << 30).IndexOf(0, (1L << 31) + 3));
    }
}
