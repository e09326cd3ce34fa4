using FlowCore.Imaging;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class PictureCropTests
{
    [Fact]
    public void None_is_all_of_the_picture() =>
        Assert.Equal(new PictureRegion(0, 0, new(20, 30)), PictureCrop.None.Of(new(20, 30), new(8, 8)));

    [Theory]
    [InlineData(20, 31, null, null, 0, 5, 20, 20)]
    [InlineData(31, 20, null, null, 5, 0, 20, 20)]
    [InlineData(20, 31, 8, 8, 0, 5, 20, 20)]
    [InlineData(100, 100, 16, 32, 25, 0, 50, 100)]
    [InlineData(100, 100, 32, 16, 0, 25, 100, 50)]
    [InlineData(1, 5, 3, 1, 0, 2, 1, 1)]
    [InlineData(5, 1, 1, 3, 2, 0, 1, 1)]
    public void Center_is_the_largest_part_in_the_middle_with_the_ratio_of_the_target(
        int height, int width, int? toHeight, int? toWidth, int top, int left, int partHeight, int partWidth)
    {
        PictureSize? target = toHeight is { } h && toWidth is { } w ? new PictureSize(h, w) : null;
        Assert.Equal(
            new PictureRegion(top, left, new(partHeight, partWidth)), PictureCrop.Center.Of(new(height, width), target));
    }

    [Fact]
    public void A_size_is_cut_from_the_middle_and_needs_a_picture_at_least_as_large()
    {
        var crop = PictureCrop.To(new(10, 12));
        Assert.Equal(new PictureRegion(5, 3, new(10, 12)), crop.Of(new(21, 18), null));
        Assert.Equal(new PictureRegion(0, 0, new(10, 12)), crop.Of(new(10, 12), null));
        Assert.Null(crop.Of(new(9, 100), null));
        Assert.Null(crop.Of(new(100, 11), null));
    }

    [Fact]
    public void Crops_are_called_what_they_are() => Assert.Equal(
        ["none", "center", "10×12"], new[] { PictureCrop.None, PictureCrop.Center, PictureCrop.To(new(10, 12)) }.Select(c => $"{c}"));
}
