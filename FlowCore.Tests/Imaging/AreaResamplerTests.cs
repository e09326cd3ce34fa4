using FlowCore.Imaging;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class AreaResamplerTests
{
    public static TheoryData<int, int, int, int> Sizes { get; } = new()
    {
        { 8, 8, 4, 4 },
        { 7, 5, 3, 2 },
        { 5, 7, 4, 6 },
        { 13, 9, 13, 4 },
        { 3, 2, 7, 5 },
        { 1, 1, 3, 4 },
        { 1, 17, 1, 5 },
        { 31, 1, 4, 3 },
        { 101, 67, 16, 32 },
        { 4, 6, 4, 6 },
        { 29, 31, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_pixel_is_the_mean_of_the_area_that_it_covers(int height, int width, int toHeight, int toWidth)
    {
        var (source, result) = Resampled(height, width, toHeight, toWidth);
        for (var row = 0; row < toHeight; row++)
        {
            for (var column = 0; column < toWidth; column++)
            {
                // In double, over the rectangle [top, bottom) × [left, right) of the source.
                var (top, bottom) = (row * (double)height / toHeight, (row + 1) * (double)height / toHeight);
                var (left, right) = (column * (double)width / toWidth, (column + 1) * (double)width / toWidth);
                var sum = 0.0;
                for (var y = 0; y < height; y++)
                {
                    for (var x = 0; x < width; x++)
                    {
                        var tall = Math.Max(0, Math.Min(bottom, y + 1) - Math.Max(top, y));
                        var wide = Math.Max(0, Math.Min(right, x + 1) - Math.Max(left, x));
                        sum += tall * wide * source[(y * width) + x];
                    }
                }

                var mean = sum / ((bottom - top) * (right - left));
                Assert.InRange(result[(row * toWidth) + column] - mean, -0.5 - 1e-9, 0.5 + 1e-9);
            }
        }
    }

    [Fact]
    public void The_same_size_changes_nothing_and_halves_are_rounded_up()
    {
        var (source, result) = Resampled(4, 6, 4, 6);
        Assert.Equal(source, result);
        var pixel = new byte[1];
        AreaResampler.Resample([7, 8, 8, 7], new(2, 2), pixel, new(1, 1));
        Assert.Equal(8, pixel[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void One_gray_stays_that_gray(int gray)
    {
        var result = new byte[5 * 3];
        AreaResampler.Resample([.. Enumerable.Repeat((byte)gray, 17 * 11)], new(17, 11), result, new(5, 3));
        Assert.All(result, pixel => Assert.Equal(gray, pixel));
    }

    [Fact]
    public void A_large_white_picture_does_not_overflow()
    {
        var result = new byte[1];
        var white = new byte[1 << 25];
        white.AsSpan().Fill(255);
        AreaResampler.Resample(white, new(1, white.Length), result, new(1, 1));
        Assert.Equal(255, result[0]);
    }

    private static (byte[] Source, byte[] Result) Resampled(int height, int width, int toHeight, int toWidth)
    {
        var source = new byte[height * width];
        new System.Random((height * 1000) + width).NextBytes(source);
        var result = new byte[toHeight * toWidth];
        AreaResampler.Resample(source, new(height, width), result, new(toHeight, toWidth));
        return (source, result);
    }
}
