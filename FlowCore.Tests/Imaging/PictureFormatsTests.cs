using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Imaging;

/// <summary>What a program that is not the command line does with pictures.</summary>
public sealed class PictureFormatsTests : IDisposable
{
    private static readonly PictureOptions Options = new() { ImageSize = new(4, 4), Crop = PictureCrop.Center };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_pictures_and_what_comes_with_the_library_are_opened_checked_and_drawn()
    {
        for (var i = 0; i < 20; i++)
        {
            _folder.Write($"{i:d2}.png", PngBytes.OfGray(8, 12, (_, _) => 10 * i));
        }

        var formats = PictureFormats.With(Options);
        var train = formats.Open(_folder.Path).Split().Get(DataSplit.Train);
        Assert.Equal((18, new ImageShape(1, 4, 4)), (train.Count, train.Shape));
        Assert.Equal(20, formats.Check(_folder.Path).Images);
        Assert.Equal(20, PictureFolder.Check(_folder.Path, Options).Images);

        var batch = train.Batch([0, 1, 2]);
        using var elsewhere = new TemporaryFolder();
        new PictureGrid(batch.Shape, batch.Count).Save(elsewhere.PathOf("grid.png"), batch);
        Assert.Equal(1, PictureFolder.Open(elsewhere.Path, new PictureOptions()).Count);
    }

    [Fact]
    public void Options_that_no_image_can_have_are_refused_at_once()
    {
        Refuses("PictureOptions.Channels: expected 1 or 3, got 2.", () => new PictureOptions { Channels = 2 });
        Refuses("PictureOptions.ImageSize: expected sides of 1 or more, got 0×4.", () => new PictureOptions { ImageSize = new(0, 4) });
        Refuses("PictureOptions.Crop: expected sides of 1 or more, got 4×-1.", () => PictureCrop.To(new(4, -1)));

        static void Refuses(string line, Func<object> make) =>
            Assert.Equal(line, Assert.Throws<FlowException>(() => make()).Message);
    }

    [Fact]
    public void Arrays_are_framed_as_pictures_are_and_keep_their_labels()
    {
        var labelled = new LabelledImageSet(TestImages.Noise(new ImageShape(1, 8, 12), 3, seed: 1), 5, (int[])[4, 0, 2]);
        var framed = new FramedImages(labelled, Options);
        Assert.Equal((5, new ImageShape(1, 4, 4)), (framed.Classes, framed.Shape));
        Assert.Equal([2, 4], framed.Batch([2, 0]).Labels!);
    }
}
