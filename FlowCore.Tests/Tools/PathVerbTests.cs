using FlowCore.Outside;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Imaging;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary><c>flow interpolate</c> and <c>flow vary</c>.</summary>
public sealed class PathVerbTests : IDisposable
{
    private const int Cell = 32; // Images of 8×8, four times as large.

    private readonly TemporaryFolder _folder = new();
    private readonly string _data;
    private readonly string _run;

    public PathVerbTests()
    {
        (_run, _data) = (_folder.PathOf("run"), _folder.Write("data", IdxBytes.Grey(20, 8, 8)));
        FlowCall.Train(_run, "--data", _data, "--max-steps", "3");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_walk_is_a_row_of_frames_that_begins_and_ends_with_the_images_and_an_animation_of_it()
    {
        var (row, files) = (_folder.PathOf("row.png"), _folder.PathOf("files"));
        var call = Run("interpolate", "0", "train:5", "--frames", "6", "--out", row, "--files", files, "--json");
        Assert.Equal((0, ""), (call.Code, call.Error));
        var json = call.Json();
        Assert.Equal(
            ["frames", "path", "differingBytes", "nonFinite", "nonFiniteImages", "out", "animation", "files", "step", "weights"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            (6, "spherical", 0, _folder.PathOf("row-animated.png")),
            (json.GetProperty("frames").GetInt32(), json.GetProperty("path").GetString(), json.GetProperty("differingBytes").GetInt32(),
                json.GetProperty("animation").GetString()));
        Assert.StartsWith(
            $"{row}: 6 images from 0 to train:5, spherical; {_folder.PathOf("row-animated.png")} plays them; 0 of 128 bytes of the ends differ\n",
            call.Output,
            StringComparison.Ordinal);

        using var picture = SKBitmap.Decode(row);
        Assert.Equal((1 + (6 * (Cell + 1)), Cell + 2), (picture.Width, picture.Height));
        Assert.Equal(6, Directory.GetFiles(files).Length);
        for (var k = 0; k < 6; k++)
        {
            using var frame = SKBitmap.Decode(Path.Combine(files, $"0000{k}.png"));
            foreach (var (y, x) in Each.Of(8, 8))
            {
                Assert.Equal(frame.GetPixel(x, y), picture.GetPixel(1 + (k * (Cell + 1)) + (4 * x), 1 + (4 * y)));
            }
        }

        // The files of the ends read as images give themselves back: pictures and indices are ways to say one thing.
        var again = Run(
            "interpolate", Path.Combine(files, "00000.png"), Path.Combine(files, "00005.png"), "--frames", "6", "--out", _folder.PathOf("again.png"));
        Assert.Equal((0, ""), (again.Code, again.Error));
        Assert.Equal(File.ReadAllBytes(row), File.ReadAllBytes(_folder.PathOf("again.png")));
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("row-animated.png")), File.ReadAllBytes(_folder.PathOf("again-animated.png")));
    }

    [Fact]
    public void The_way_and_the_animation_are_those_asked_for()
    {
        var (round, straight, moving) = (_folder.PathOf("a.png"), _folder.PathOf("b.png"), _folder.PathOf("moving.apng"));
        Assert.Equal(0, Run("interpolate", "0", "1", "--out", round).Code);
        var call = Run("interpolate", "0", "1", "--path", "linear", "--out", straight, "--animation", moving, "--batch-size", "2");
        Assert.Contains(": 11 images from 0 to 1, linear; ", call.Output, StringComparison.Ordinal);
        Assert.NotEqual(File.ReadAllBytes(round), File.ReadAllBytes(straight));
        Assert.Equal(["a-animated.png", "a.png", "b.png", "data", "moving.apng", "run"], _folder.Names);
    }

    [Fact]
    public void Variations_begin_with_the_image_and_seeds_tell_them_apart()
    {
        var (one, two, other, still) = (_folder.PathOf("1.png"), _folder.PathOf("2.png"), _folder.PathOf("o.png"), _folder.PathOf("s.png"));
        var call = Run("vary", "1", "--count", "8", "--out", one, "--json");
        Assert.Equal((0, ""), (call.Code, call.Error));
        Assert.Equal(
            ["count", "strength", "nonFinite", "nonFiniteImages", "out", "files", "step", "weights"],
            call.Json().EnumerateObject().Select(member => member.Name));
        Assert.StartsWith($"{one}: 1 and 8 variations at strength 0.3\n", call.Output, StringComparison.Ordinal);
        Run("vary", "test:1", "--count", "8", "--out", two, "--batch-size", "3");
        Run("vary", "1", "--count", "8", "--out", other, "--seed", "1");
        Run("vary", "1", "--count", "8", "--out", still, "--strength", "0");
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
        Assert.NotEqual(File.ReadAllBytes(one), File.ReadAllBytes(other));
        using var varied = SKBitmap.Decode(one);
        using var same = SKBitmap.Decode(still);
        Assert.Equal(1 + (3 * (Cell + 1)), varied.Width);
        foreach (var (y, x) in Each.Of(Cell, Cell))
        {
            var first = same.GetPixel(1 + x, 1 + y);
            Assert.Equal(first, varied.GetPixel(1 + x, 1 + y));
            for (var i = 1; i < 9; i++)
            {
                Assert.Equal(first, same.GetPixel(1 + (i % 3 * (Cell + 1)) + x, 1 + (i / 3 * (Cell + 1)) + y));
            }
        }
    }

    [Fact]
    public void A_picture_of_another_size_is_refused_or_made_to_fit_by_the_flags_of_data()
    {
        var large = _folder.Write("large.png", PngBytes.OfGray(24, 16, (y, x) => (9 * y) + x));
        Fails(
            1,
            $"{large}: expected a picture of 8×8, as the model has them, got 24×16. Crop it with --crop or resample it with --image-size.",
            "vary",
            large);
        Fails(1, $"{large}: expected a picture of 8×8, as the model has them, got 24×16, which becomes 16×16.", "vary", large, "--crop", "center");
        var call = Run("vary", large, "--crop", "center", "--image-size", "8", "--count", "1", "--out", _folder.PathOf("v.png"));
        Assert.Equal((0, ""), (call.Code, call.Error));
    }

    [Theory]
    [InlineData(2, "--frames: expected 2 to 4096, got 1.", "interpolate", "0", "1", "--frames", "1")]
    [InlineData(2, "--path: expected spherical or linear, got 'round'.", "interpolate", "0", "1", "--path", "round")]
    [InlineData(2, "a.gif: expected a name that ends in .png or .apng, got '.gif'.", "interpolate", "0", "1", "--animation", "a.gif")]
    [InlineData(2, "--frames: expected 2 to 4096, got 5000.", "interpolate", "0", "1", "--frames", "5000")]
    [InlineData(2, "--strength: expected 0 to 1, got 1.1.", "vary", "0", "--strength", "1.1")]
    [InlineData(2, "--strength: expected 0 to 1, got -0.1.", "vary", "0", "--strength", "-0.1")]
    [InlineData(2, "--strength: expected a number such as 0.001, got 'NaN'.", "vary", "0", "--strength", "NaN")]
    [InlineData(2, "--count: expected 1 or more, got 0.", "vary", "0", "--count", "0")]
    [InlineData(2, "--batch-size: expected 1 or more, got 0.", "vary", "0", "--batch-size", "0")]
    [InlineData(2, "A: expected a picture's file, or the index of an image of --data, as 5 or train:5, got 'tset:5'. There is no such file.", "vary", "tset:5")]
    [InlineData(2, "B: expected an index below 2, the images of ", "interpolate", "0", "2")]
    [InlineData(2, "class: expected none, as the model is not conditioned on classes, got 1.", "vary", "0", "--class", "1")]
    [InlineData(1, "data: expected 'fashion-mnist' or the path of ", "vary", "0", "--data", "nothere")]
    public void What_cannot_be_meant_is_a_line(int code, string line, params string[] args) => Fails(code, line, args);

    [Fact]
    public void A_file_that_is_no_picture_and_data_of_another_size_are_a_line()
    {
        var file = _folder.Write("notes.txt", "no picture at all"u8.ToArray());
        Fails(1, $"{file}: expected a PNG, JPEG, WebP, BMP or GIF picture, got ", "interpolate", "0", file);
        Fails(
            1,
            "fashion-mnist (test): expected 1×8×8, which the model was built for, got 1×28×28. Use other --data.",
            "interpolate", "0", "1", "--data", "fashion-mnist");
    }

    [Fact]
    public void A_model_of_classes_takes_the_class_of_an_image_from_its_data_or_is_told_it()
    {
        var folder = _folder.PathOf("labelled");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "train-images-idx3-ubyte"), IdxBytes.Grey(20, 8, 8));
        File.WriteAllBytes(Path.Combine(folder, "train-labels-idx1-ubyte"), IdxBytes.File(0x0801, [20], 20));
        var run = _folder.PathOf("classes");
        FlowCall.Train(run, "--data", folder, "--max-steps", "2", "--class-conditional");
        var picture = _folder.Write("a.png", PngBytes.OfGray(8, 8, (y, x) => (9 * y) + x));
        var call = FlowCall.Run("vary", run, picture, "--out", _folder.PathOf("v.png"));
        Assert.Equal(1, call.Code);
        Assert.Equal("images: expected labels, of a model of 20 classes, got none. Use data with labels, or give a class.", Assert.Single(call.ErrorLines));
        Assert.Equal(0, FlowCall.Run("vary", run, picture, "--class", "1", "--out", _folder.PathOf("v.png")).Code);
        Assert.Equal(0, FlowCall.Run("interpolate", run, "train:1", "train:2", "--data", folder, "--out", _folder.PathOf("w.png")).Code);
    }

    private FlowCall Run(string verb, params string[] args) =>
        FlowCall.Run([verb, _run, .. args.Contains("--data") ? (string[])[] : ["--data", _data], .. args]);

    private void Fails(int code, string line, params string[] args)
    {
        var names = _folder.Names.ToArray();
        var call = Run(args[0], [.. args[1..], "--out", _folder.PathOf("out.png")]);
        Assert.Equal(code, call.Code);
        Assert.StartsWith(line, Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(call.Output);
        Assert.Equal(names, _folder.Names);
    }
}
