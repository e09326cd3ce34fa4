using System.Text.Json;
using FlowCore.Tests.Data.Formats;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Imaging;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>Images of any kind and any sides, cropped, resampled and padded: trained on, scored without loss, drawn.</summary>
public sealed class PadTests : IDisposable
{
    private static readonly string[] Tiny = ["--steps-per-level", "1", "--width", "4", "--batch-size", "4", "--init-images", "10"];

    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    private string Model => Path.Combine(Out, "checkpoints", "last.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("idx 25×25", 1, 25, 25, "26×26", "--pad", "even", "--levels", "1")]
    [InlineData("idx 25×25", 1, 25, 25, "32×32", "--pad", "32x32", "--levels", "3")]
    [InlineData("idx 28×28", 1, 28, 28, "32×32", "--pad", "32", "--levels", "3")]
    [InlineData("idx 28×28", 1, 28, 28, "32×40", "--pad", "32x40", "--levels", "3")]
    [InlineData("idx 28×28", 1, 28, 28, null, "--pad", "even", "--levels", "2")]
    [InlineData("idx 28×28", 1, 24, 24, null, "--crop", "24x24", "--levels", "3")]
    [InlineData("idx 25×25", 1, 16, 24, null, "--image-size", "16x24", "--levels", "3")]
    [InlineData("numpy 13×9", 3, 13, 9, "14×10", "--pad", "even", "--levels", "1")]
    [InlineData("numpy 13×9", 3, 9, 9, "16×16", "--crop", "center", "--pad", "16", "--levels", "4")]
    [InlineData("cifar10", 3, 15, 21, "16×24", "--crop", "30x30", "--image-size", "15x21", "--pad", "16x24", "--levels", "3")]
    [InlineData("pictures", 1, 11, 13, "12×14", "--pad", "even", "--levels", "1")]
    [InlineData("fashion-mnist", 1, 7, 7, "8×8", "--image-size", "7", "--pad", "8", "--levels", "3")]
    public void Any_data_of_any_sides_trains_scores_and_samples(
        string kind, int channels, int height, int width, string? padded, params string[] flags)
    {
        string[] data = ["--data", Data(kind)];
        string[] levels = flags[^2..], frame = flags[..^2];
        var trained = FlowCall.Run(["train", .. Tiny, .. levels, .. data, .. frame, "--out", Out, "--max-steps", "2", "--json"]);
        Assert.Equal("", string.Join('\n', trained.ErrorLines.Where(line => !line.StartsWith("step", StringComparison.Ordinal))));
        Assert.Equal(0, trained.Code);
        var image = $"{channels}×{height}×{width}";
        Assert.Contains(
            padded is null ? $"{image}\n" : $"{image} padded to {channels}×{padded}\n", trained.Output, StringComparison.Ordinal);
        var model = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "config.json"))).RootElement.GetProperty("model");
        Assert.Equal(padded is not null, model.TryGetProperty("padded", out _));

        // The model knows its padding, and agrees where it is said again.
        var pad = Array.IndexOf(frame, "--pad");
        foreach (var again in new[] { frame, pad < 0 ? frame : [.. frame[..pad], .. frame[(pad + 2)..]] })
        {
            var scored = FlowCall.Run(["eval", Model, "--json", .. data, .. again]);
            Assert.Equal((0, ""), (scored.Code, scored.Error));
            Assert.Equal(trained.Json().GetProperty("testBpd").GetDouble(), scored.Json().GetProperty("bpd").GetDouble());
            var images = scored.Json().GetProperty("images").GetInt32();
            Assert.Contains($"0 of {images * channels * height * width} bytes differ", scored.Output, StringComparison.Ordinal);
        }

        var picture = _folder.PathOf("one.png");
        var sampled = FlowCall.Run("sample", Model, "--count", "1", "--out", picture);
        Assert.Equal((0, ""), (sampled.Code, sampled.Error));
        Assert.Contains($"1 images of {image},", sampled.Output, StringComparison.Ordinal);
        using var decoded = SKBitmap.Decode(picture);
        Assert.Equal((decoded.Height - 2) * width, (decoded.Width - 2) * height);

        var checkedData = FlowCall.Run(["data", "check", data[1], "--json", .. frame]);
        Assert.Equal(0, checkedData.Code);
        Assert.Contains(
            $"used as {image}: {(padded is null ? "" : $"padded to {channels}×{padded}, ")}--levels 1",
            checkedData.Output,
            StringComparison.Ordinal);
        var info = FlowCall.Run(["data", "info", data[1], .. frame]);
        Assert.Contains($"images of {image}", info.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_names_the_option_that_helps_and_that_helps()
    {
        string[] call = ["train", .. Tiny, "--data", Data("idx 25×25"), "--out", Out, "--max-steps", "1", "--levels", "3"];
        var refused = FlowCall.Run(call);
        Assert.Equal(1, refused.Code);
        Assert.Equal(
            "--levels: expected an image with even sides for a level at all, got 1×25×25. Use --pad 32x32 or crop the images.",
            Assert.Single(refused.ErrorLines));
        var info = FlowCall.Run("data", "info", Data("idx 25×25")).Output;
        Assert.Contains("levels: none, a side of 1×25×25 is odd; use --pad even or --crop", info, StringComparison.Ordinal);
        Assert.Equal(0, FlowCall.Run([.. call, "--pad", "32x32"]).Code);

        var other = FlowCall.Run("eval", Model, "--data", Data("idx 25×25"), "--pad", "even");
        Assert.Equal(2, other.Code);
        Assert.Equal(
            "--pad: expected 1×32×32, which the model was built for, got 1×26×26. Leave the option out.", Assert.Single(other.ErrorLines));
    }

    [Fact]
    public void The_configuration_records_what_became_of_arrays()
    {
        string[] frame = ["--levels", "1", "--crop", "center", "--image-size", "8x12"];
        Assert.Equal(0, FlowCall.Run(["train", .. Tiny, "--data", Data("idx 28×28"), .. frame, "--out", Out, "--max-steps", "0"]).Code);
        var pictures = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "config.json"))).RootElement.GetProperty("pictures");
        Assert.Equal(("8×12", "center"), (pictures.GetProperty("imageSize").GetString(), pictures.GetProperty("crop").GetString()));
    }

    [Fact]
    public void Parts_of_different_sizes_and_kinds_become_one_set()
    {
        foreach (var (part, side) in new[] { ("train", 9), ("test", 12) })
        {
            Directory.CreateDirectory(_folder.PathOf($"set/{part}"));
            _folder.Write($"set/{part}/images", IdxBytes.Grey(6, side, side));
        }

        Directory.CreateDirectory(_folder.PathOf("set/valid"));
        _folder.Write("set/valid/a.png", SmallPictures.File("gray.png"));
        string[] call = ["data", "info", _folder.PathOf("set"), "--json"];
        Assert.Equal(1, FlowCall.Run(call).Code);
        var info = FlowCall.Run([.. call, "--image-size", "8"]);
        Assert.Equal((0, ""), (info.Code, info.Error));
        Assert.Equal((8, 13), (info.Json().GetProperty("height").GetInt32(), info.Json().GetProperty("images").GetInt32()));
        Assert.Equal(3, FlowCall.Run(["data", "check", .. call[2..], "--image-size", "8"]).Json().GetProperty("mostLevels").GetInt32());
    }

    private string Data(string kind)
    {
        switch (kind)
        {
            case "fashion-mnist":
                return kind;
            case "idx 25×25":
                return _folder.Write("images", IdxBytes.Grey(12, 25, 25));
            case "idx 28×28":
                return _folder.Write("images", IdxBytes.Grey(12, 28, 28));
            case "numpy 13×9":
                return _folder.Write("images.npy", NpyBytes.Counting(12, 13, 9, 3));
            case "cifar10":
                return _folder.Write("data_batch_1.bin", CifarBytes.Records(12));
            default:
                Directory.CreateDirectory(_folder.PathOf("pictures"));
                for (var i = 0; i < 8; i++)
                {
                    _folder.Write($"pictures/{i}.png", PngBytes.OfGray(11, 13, (y, x) => (y * x) + (20 * i)));
                }

                return _folder.PathOf("pictures");
        }
    }
}
