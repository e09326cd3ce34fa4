using System.Text.Json;
using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Imaging;
using FlowCore.Outside;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Imaging;

/// <summary>Real pictures of every kind against what an independent decoder made of them.</summary>
public sealed class PublishedPicturesTests
{
    [RealDataFact]
    public void Every_picture_has_the_size_mean_and_pixels_that_another_decoder_gives_it()
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(RealDataFactAttribute.PathOf("images-expected.json")));
        var pictures = expected.RootElement.EnumerateObject().Where(entry => Text(entry.Value, "format") != "TIFF").ToArray();
        Assert.Equal(33, pictures.Length);
        foreach (var (name, entry) in pictures.Select(entry => (entry.Name, entry.Value)))
        {
            var size = new PictureSize(entry.GetProperty("height").GetInt32(), entry.GetProperty("width").GetInt32());
            var path = RealDataFactAttribute.PathOf(name);
            var header = PictureDecoder.ReadHeader(path);
            var picture = PictureDecoder.Decode(path);
            Assert.Equal(header, picture.Header);
            Assert.Equal((name, size), (name, picture.Size));
            Assert.Equal((name, Text(entry, "mode") is "L" or "LA" or "I" or "1"), (name, header.IsGray || IsGrayBmp(header, entry)));
            Assert.Equal((name, Text(entry, "mode") == "I"), (name, header.Is16Bit));

            var tolerance = entry.GetProperty("tolerance").GetDouble();
            foreach (var pixel in entry.GetProperty("pixels").EnumerateArray())
            {
                int[] numbers = [.. pixel.EnumerateArray().Select(number => number.GetInt32())];
                var (red, green, blue) = picture.Over(Rgb.White, numbers[1], numbers[0]);
                Near(numbers[2..], [red, green, blue], tolerance, $"{name} at ({numbers[1]}, {numbers[0]})");
            }

            Near([.. entry.GetProperty("meanRgb").EnumerateArray().Select(mean => mean.GetDouble())], Mean(picture), tolerance, $"{name} mean");
        }
    }

    [RealDataFact]
    public void Whatever_cannot_be_read_is_refused_by_name_with_its_reason()
    {
        (string Name, string Got)[] refused =
        [
            ("images-bad/empty.jpg", "an empty file"),
            ("images-bad/not_an_image.png", "text"),
            ("images-bad/notes.txt", "text"),
            ("images-bad/truncated.jpg", "one that is cut short"),
            ("images/science/ihc.tif", "TIFF"),
        ];
        foreach (var (name, got) in refused)
        {
            var path = RealDataFactAttribute.PathOf(name);
            foreach (var read in (Action[])[() => PictureDecoder.ReadHeader(path), () => PictureDecoder.Decode(path)])
            {
                var failure = Assert.Throws<UnreadableImageException>(read);
                Assert.StartsWith($"{path}: expected a ", failure.Message, StringComparison.Ordinal);
                Assert.Contains($", got {got}", failure.Message, StringComparison.Ordinal);
            }
        }
    }

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();

    // Eight-bit bitmaps are gray by their palette, which headers do not tell.
    private static bool IsGrayBmp(PictureHeader header, JsonElement entry) =>
        header.Format == FileContentKind.Bmp && Text(entry, "mode") == "L";

    private static double[] Mean(Picture picture)
    {
        var sums = new double[3];
        foreach (var (row, column) in Each.Of(picture.Size.Height, picture.Size.Width))
        {
            var (red, green, blue) = picture.Over(Rgb.White, row, column);
            (sums[0], sums[1], sums[2]) = (sums[0] + red, sums[1] + green, sums[2] + blue);
        }

        return [.. sums.Select(sum => sum / picture.Size.Pixels)];
    }

    private static void Near<T>(T[] expected, double[] actual, double tolerance, string what)
        where T : IConvertible =>
        Assert.All(Numbers.Pairs(expected, actual), pair => Assert.True(
            Math.Abs(Convert.ToDouble(pair.First) - pair.Second) <= tolerance, $"{what}: expected {pair.First}, got {pair.Second}."));
}
