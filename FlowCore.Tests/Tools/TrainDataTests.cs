using System.Text.Json;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Outside;
using FlowCore.Tests.Data.Formats;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>From data of every kind to a model, its score and its samples.</summary>
public sealed class TrainDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    private string Model => Path.Combine(Out, "checkpoints", "last.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("numpy", 3, 16, 32, 12, 3, 16, 32)]
    [InlineData("numpy", 3, 32, 16, 12, 32, 16, 3)]
    [InlineData("numpy", 2, 8, 12, 12, 2, 8, 12)]
    [InlineData("numpy", 4, 8, 12, 12, 8, 12, 4)]
    [InlineData("numpy-nchw", 5, 8, 12, 12, 5, 8, 12)]
    [InlineData("numpy", 1, 8, 12, 12, 8, 12)]
    public void Any_channels_and_sides_train_score_without_loss_and_sample_in_their_orientation(
        string format, int channels, int height, int width, params int[] shape)
    {
        var file = _folder.Write("images.npy", NpyBytes.Counting(shape));
        string[] data = ["--data", file, "--dataset", format];
        Assert.Equal(2, FlowCall.Train(Out, ["--max-steps", "2", .. data]).Json().GetProperty("steps").GetInt32());
        var image = Config().GetProperty("model").GetProperty("image");
        Assert.Equal(
            (channels, height, width),
            (image.GetProperty("channels").GetInt32(), image.GetProperty("height").GetInt32(), image.GetProperty("width").GetInt32()));

        Assert.Equal(0, FlowCall.Run(["eval", Model, "--json", .. data]).Json().GetProperty("differingBytes").GetInt64());
        var picture = _folder.PathOf("one.png");
        Assert.Equal(0, FlowCall.Run("sample", Model, "--count", "1", "--out", picture).Code);
        using var decoded = SKBitmap.Decode(picture);
        Assert.Equal(width > height, decoded.Width > decoded.Height);
    }

    [Theory]
    [InlineData(16, 32)]
    [InlineData(32, 16)]
    public void What_is_red_on_the_left_is_so_in_the_picture_of_what_a_model_decodes(int height, int width)
    {
        // As [N, H, W, C], from the file through a trained model and back to a PNG.
        var pixels = Each.Of(12, height, width, 3).Select(at => (byte)(at.D == 0 && at.C < width / 2 ? 200 + at.A : 40)).ToArray();
        var file = _folder.Write("images.npy", NpyBytes.File(pixels, 12, height, width, 3));
        FlowCall.Train(Out, "--data", file, "--max-steps", "2");
        using var backend = new CpuBackend(threads: 1);
        var (model, _) = Checkpoint.Load(Model, backend);
        using var loaded = model;
        var image = ImageSets.Open(file, DataSplit.Test).Batch([0]);
        var decoded = model.Decode(model.Encode(image)).Images;
        var picture = _folder.PathOf("one.png");
        new PictureGrid(decoded.Shape, 1).Save(picture, decoded);

        using var bitmap = SKBitmap.Decode(picture);
        foreach (var y in (int[])[2, bitmap.Height / 2, bitmap.Height - 3])
        {
            Assert.Equal(new SKColor((byte)(200 + image.Ids[0]), 40, 40), bitmap.GetPixel((bitmap.Width / 2) - 2, y));
            Assert.Equal(new SKColor(40, 40, 40), bitmap.GetPixel((bitmap.Width / 2) + 2, y));
        }
    }

    [Fact]
    public void Grey_images_of_28_pixels_take_two_levels_and_stay_of_one_channel()
    {
        Train("--levels", "2", "--width", "4", "--max-steps", "1", "--data", _folder.Write("images", IdxBytes.Grey(12, 28, 28)));
        var model = Config().GetProperty("model");

        Assert.Equal((1, 2), (model.GetProperty("image").GetProperty("channels").GetInt32(), model.GetProperty("levels").GetInt32()));
    }

    [Fact]
    public void Fewer_bits_are_trained_on_scored_on_and_drawn_as_bright_as_before()
    {
        var file = _folder.Write("images", IdxBytes.Grey(20, 8, 8));
        var trained = FlowCall.Train(Out, "--data", file, "--bits", "5", "--max-steps", "2").Json();
        var scored = FlowCall.Run("eval", Model, "--data", file, "--json").Json();

        Assert.Equal(5, Config().GetProperty("model").GetProperty("bits").GetInt32());
        Assert.Equal(trained.GetProperty("testBpd").GetDouble(), scored.GetProperty("bpd").GetDouble());
        Assert.InRange(scored.GetProperty("bpd").GetDouble(), 0, 6);
        Assert.Equal(0, scored.GetProperty("differingBytes").GetInt64());

        // Five bits fill the range of a picture: pixels of 0…31 as they are would all be nearly black.
        var picture = _folder.PathOf("samples.png");
        FlowCall.Run("sample", Model, "--count", "64", "--temperature", "1", "--out", picture);
        using var decoded = SKBitmap.Decode(picture);
        Assert.Contains(decoded.Pixels, pixel => pixel.Red > 100);
    }

    [Fact]
    public void Held_out_images_are_scored_by_train_and_found_again_by_eval()
    {
        var file = _folder.Write("images", IdxBytes.Grey(40, 8, 8));
        string[] held = ["--data", file, "--valid-fraction", "0.25", "--split-seed", "7"];
        var trained = FlowCall.Train(Out, ["--max-steps", "2", .. held]).Json();
        var config = Config();
        var scored = FlowCall.Run(["eval", Model, "--split", "valid", "--json", .. held]).Json();

        Assert.Equal((27, 9, 4), (
            config.GetProperty("trainImages").GetInt32(),
            config.GetProperty("validImages").GetInt32(),
            config.GetProperty("testImages").GetInt32()));
        Assert.Equal((0.25, 7), (config.GetProperty("validFraction").GetDouble(), config.GetProperty("splitSeed").GetInt32()));
        Assert.Equal(9, scored.GetProperty("images").GetInt32());
        Assert.Equal(trained.GetProperty("validBpd").GetDouble(), scored.GetProperty("bpd").GetDouble());
        Assert.NotEqual(trained.GetProperty("testBpd").GetDouble(), scored.GetProperty("bpd").GetDouble());
    }

    [Fact]
    public void A_dry_run_says_what_would_be_done_and_writes_nothing()
    {
        var file = _folder.Write("images", IdxBytes.Grey(40, 8, 8));
        var call = FlowCall.Train(Out, "--data", file, "--dry-run");

        Assert.Contains($"data      {file} (idx): 36 images to train on, 4 to test on, 1×8×8", call.Output, StringComparison.Ordinal);
        Assert.Equal((36, 4), (call.Json().GetProperty("train").GetInt32(), call.Json().GetProperty("test").GetInt32()));
        Assert.Equal(["images"], _folder.Names);
    }

    [Fact]
    public void The_configuration_records_the_format_and_what_became_of_pictures()
    {
        FlowCall.Train(Out, "--max-steps", "0");
        Assert.Equal("fashion-mnist", Config().GetProperty("format").GetString());
        Assert.Equal(JsonValueKind.Null, Config().GetProperty("pictures").ValueKind);

        var pictures = Directory.CreateDirectory(_folder.PathOf("pictures")).FullName;
        for (var i = 0; i < 4; i++)
        {
            using var bitmap = new SKBitmap(20 + i, 30);
            bitmap.Erase(new SKColor((byte)(60 * i), 10, 20));
            using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
            File.WriteAllBytes(Path.Combine(pictures, $"{i}.png"), data.ToArray());
        }

        File.WriteAllBytes(Path.Combine(pictures, "broken.png"), [1, 2, 3]);
        var second = _folder.PathOf("second");
        string[] flags = ["--data", pictures, "--image-size", "8x12", "--crop", "center", "--channels", "1", "--max-steps", "1"];
        var call = FlowCall.Train(second, flags);
        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(second, "config.json"))).RootElement;

        Assert.Equal("pictures", config.GetProperty("format").GetString());
        Assert.Equal("8×12", config.GetProperty("pictures").GetProperty("imageSize").GetString());
        Assert.Equal("center", config.GetProperty("pictures").GetProperty("crop").GetString());
        Assert.Equal(1, call.Json().GetProperty("skippedFiles").GetInt32());
        Assert.StartsWith($"{Path.Combine(pictures, "broken.png")}: expected a ", call.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal($"skipped 1 of the files in {pictures}", call.ErrorLines[1]);

        var strict = FlowCall.Run(["train", .. FlowCall.Tiny, .. flags, "--strict", "--out", _folder.PathOf("third")]);
        Assert.Equal(1, strict.Code);
        Assert.StartsWith(Path.Combine(pictures, "broken.png"), Assert.Single(strict.ErrorLines), StringComparison.Ordinal);
    }

    [RealDataFact]
    public void The_published_CIFAR_10_folder_trains_and_all_of_its_test_images_are_scored()
    {
        var data = RealDataFactAttribute.PathOf("cifar10/cifar-10-batches-bin");
        FlowCall.Train(Out, "--data", data, "--max-steps", "0");
        var call = FlowCall.Run("eval", Model, "--data", data, "--split", "test", "--json").Json();

        Assert.Equal((10_000, 0), (call.GetProperty("images").GetInt32(), call.GetProperty("differingBytes").GetInt32()));
    }

    private void Train(params string[] args) => Assert.Equal(
        0, FlowCall.Run(["train", "--steps-per-level", "1", "--batch-size", "4", "--init-images", "20", "--out", Out, .. args]).Code);

    private JsonElement Config() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "config.json"))).RootElement;
}
