using FlowCore.Tests.Data.Formats;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Info_says_what_was_recognised_and_how_it_is_split()
    {
        _folder.Write("data_batch_1.bin", CifarBytes.Records(9));
        _folder.Write("test_batch.bin", CifarBytes.Records(4));
        var call = FlowCall.Run("data", "info", _folder.Path, "--json");

        Assert.Equal(0, call.Code);
        Assert.Equal(
            [
                $"{_folder.Path}: cifar10, 13 images of 3×32×32", "train: 9 images", "valid: none",
                "test: 4 images, the data's own", "levels: --levels 1 to 5",
            ],
            call.Output.Split('\n')[..5]);
        Assert.Equal(
            ["path", "format", "images", "channels", "height", "width", "train", "valid", "test", "skipped"],
            call.Json().EnumerateObject().Select(member => member.Name));
        Assert.Equal((9, 0, 4), (Number(call, "train"), Number(call, "valid"), Number(call, "test")));
    }

    [Fact]
    public void Check_of_arrays_counts_sizes_levels_and_images_that_are_the_same()
    {
        // Records that count up differ by their first byte; every 256th would be the same again.
        var path = _folder.Write("batch.bin", [.. CifarBytes.Records(10), .. CifarBytes.Records(2)]);
        var call = FlowCall.Run("data", "check", path, "--json");
        var json = call.Json();

        Assert.Equal(0, call.Code);
        Assert.Equal((12, 1, 5), (Number(call, "images"), Number(call, "files"), Number(call, "mostLevels")));
        Assert.Equal(12, json.GetProperty("sizes")[0].GetProperty("images").GetInt32());
        Assert.Equal(2, json.GetProperty("counts").GetProperty("duplicate").GetInt32());
        Assert.Equal(
            $"{path}, image 11: the same pixels as {path}, image 1.",
            json.GetProperty("problems")[1].GetProperty("line").GetString());
        Assert.InRange(json.GetProperty("seconds").GetDouble(), 0, 60);
        Assert.Equal(1, FlowCall.Run("data", "check", path, "--strict").Code);
    }

    [Fact]
    public void Check_of_pictures_lists_every_file_that_is_unusual_by_kind()
    {
        Picture("a/good.png", 8, 8, seed: 1);
        Picture("a/same.png", 8, 8, seed: 1);
        Picture("b/also good.png", 8, 8, seed: 2);
        Picture("b/wide.png", 8, 16, seed: 3);
        Picture("b/clear.png", 8, 8, seed: 4, isOpaque: false);
        _folder.Write("empty.jpg", []);
        _folder.Write("cut.png", File.ReadAllBytes(_folder.PathOf("a/good.png"))[..120]);
        _folder.Write("notes.txt", "notes"u8.ToArray());
        var call = FlowCall.Run("data", "check", _folder.Path, "--json");
        var counts = call.Json().GetProperty("counts").EnumerateObject().Select(kind => (kind.Name, kind.Value.GetInt32()));

        Assert.Equal(0, call.Code);
        Assert.Equal([("alpha", 1), ("duplicate", 1), ("not a picture", 1), ("odd-sized", 1), ("unreadable", 2)], counts);
        const string Remedy = "got 8×16. Bring all to one size with --image-size.";
        Assert.Contains(Remedy, call.Output.Split('{')[0], StringComparison.Ordinal);
        Assert.Contains(
            call.Json().GetProperty("problems").EnumerateArray(),
            problem => problem.GetProperty("line").GetString()!.EndsWith(Remedy, StringComparison.Ordinal));
        Assert.Equal((8, 5, 3), (Number(call, "files"), Number(call, "images"), Number(call, "mostLevels")));
        Assert.All(
            (string[])["a/same.png", "b/wide.png", "b/clear.png", "empty.jpg", "cut.png", "notes.txt"],
            file => Assert.Contains(
                call.Json().GetProperty("problems").EnumerateArray(),
                problem => problem.GetProperty("file").GetString() == _folder.PathOf(file)
                    && problem.GetProperty("line").GetString()!.StartsWith(_folder.PathOf(file) + ": ", StringComparison.Ordinal)));
        Assert.Equal(1, FlowCall.Run("data", "check", _folder.Path, "--strict").Code);
    }

    [Fact]
    public void Check_of_a_clean_folder_is_strict_and_good()
    {
        Picture("one.png", 8, 8, seed: 1);
        Picture("two.png", 8, 8, seed: 2);
        Assert.Equal(0, FlowCall.Run("data", "check", _folder.Path, "--strict").Code);

        // Odd sides allow no level at all, which is worth a failure; another size mends it.
        Directory.Delete(_folder.Path, recursive: true);
        Picture("one.png", 7, 7, seed: 1);
        var odd = FlowCall.Run("data", "check", _folder.Path, "--strict");
        Assert.Equal(1, odd.Code);
        Assert.Contains("none, a side of 3×7×7 is odd", odd.Output, StringComparison.Ordinal);
        Assert.Equal(0, FlowCall.Run("data", "check", _folder.Path, "--strict", "--image-size", "8").Code);
    }

    [Fact]
    public void Pictures_in_split_folders_are_checked_and_opened_part_by_part()
    {
        Picture("train/a.png", 8, 8, seed: 1);
        Picture("train/deep/b.png", 8, 8, seed: 2);
        Picture("val/a.png", 8, 8, seed: 3);
        _folder.Write("val/broken.png", [1, 2, 3]);

        var info = FlowCall.Run("data", "info", _folder.Path, "--json");
        Assert.Equal((2, 1, 1, 1), (Number(info, "train"), Number(info, "valid"), Number(info, "test"), Number(info, "skipped")));
        Assert.Contains($"{_folder.PathOf("val/broken.png")}: expected ", info.Output, StringComparison.Ordinal);
        var check = FlowCall.Run("data", "check", _folder.Path, "--json");
        Assert.Equal((3, 4, 1), (
            Number(check, "images"), Number(check, "files"), check.Json().GetProperty("counts").GetProperty("unreadable").GetInt32()));
    }

    [Fact]
    public void Images_of_two_parts_are_found_by_check_and_fatal_when_strict()
    {
        Picture("train/a.png", 8, 8, seed: 1);
        Picture("train/b.png", 8, 8, seed: 2);
        Picture("test/c.png", 8, 8, seed: 3);
        Assert.Equal(0, FlowCall.Run("data", "check", _folder.Path, "--strict").Code);

        Picture("test/d.png", 8, 8, seed: 2);
        var call = FlowCall.Run("data", "check", _folder.Path, "--strict", "--json");
        Assert.Equal((1, 1), (call.Code, call.Json().GetProperty("counts").GetProperty("in two parts").GetInt32()));
        Assert.Contains(
            $"{_folder.PathOf("test")}, image 1: the same pixels as {_folder.PathOf("train")}, image 1, of another part.",
            call.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_beside_split_folders_are_counted_and_fatal_when_strict()
    {
        Picture("train/a.png", 8, 8, seed: 1);
        Picture("test/b.png", 8, 8, seed: 2);
        _folder.Write("notes.txt", "notes"u8.ToArray());
        Assert.Equal(0, FlowCall.Run("data", "info", _folder.Path, "--strict").Code);

        Picture("c.png", 8, 8, seed: 3);
        var line = $"{_folder.PathOf("c.png")}: left out, it lies beside train, test and in none of them.";
        var info = FlowCall.Run("data", "info", _folder.Path, "--json");
        Assert.Equal((0, 1), (info.Code, Number(info, "skipped")));
        Assert.Contains(line, info.Output, StringComparison.Ordinal);
        Assert.Equal(line, Assert.Single(FlowCall.Run("data", "info", _folder.Path, "--strict").ErrorLines));
        var check = FlowCall.Run("data", "check", _folder.Path, "--strict", "--json");
        Assert.Equal((1, 1), (check.Code, check.Json().GetProperty("counts").GetProperty("left out").GetInt32()));
    }

    [Fact]
    public void Parts_in_gray_and_in_colour_are_told_with_the_way_on()
    {
        Picture("train/a.png", 8, 8, seed: 1, isGray: true);
        Picture("test/b.png", 8, 8, seed: 2);
        var (train, test) = (_folder.PathOf("train"), _folder.PathOf("test"));
        const string Remedy = "Give pictures with --channels 1 or 3, arrays with as many channels.";
        var check = FlowCall.Run("data", "check", _folder.Path, "--strict");

        Assert.Equal(1, check.Code);
        Assert.Contains("used as: nothing, the parts differ", check.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"{_folder.Path}: expected parts of one shape, got 1×8×8 in {train}, 3×8×8 in {test}. {Remedy}",
            check.Output,
            StringComparison.Ordinal);
        Assert.Equal(
            $"{test}: expected 1×8×8 images as in {train}, got 3×8×8. {Remedy}",
            Assert.Single(FlowCall.Run("data", "info", _folder.Path).ErrorLines));
        Assert.All((string[])["1", "3"], channels =>
            Assert.Equal(0, FlowCall.Run("data", "check", _folder.Path, "--strict", "--channels", channels).Code));
    }

    [Fact]
    public void A_picture_by_itself_and_pictures_beside_arrays_are_one_line_with_the_way_on()
    {
        Picture("photo.png", 8, 8, seed: 1);
        Assert.Equal(
            $"{_folder.PathOf("photo.png")}: expected a folder of pictures, got a file, which may be a picture. "
                + "Give the folder that it is in.",
            Assert.Single(FlowCall.Run("data", "info", _folder.PathOf("photo.png")).ErrorLines));

        Picture("below/photo.png", 8, 8, seed: 2);
        _folder.Write("labels.npy", NpyBytes.Counting(5, 8, 8));
        Assert.Equal(
            $"{_folder.Path}: expected images in one format, got numpy (labels.npy) and pictures (photo.png). Say with --dataset which to use.",
            Assert.Single(FlowCall.Run("data", "info", _folder.Path).ErrorLines));
        Assert.Equal(2, Number(FlowCall.Run("data", "check", _folder.Path, "--dataset", "pictures", "--json"), "images"));

        // Pictures that only lie below do not make a set of arrays doubtful.
        File.Delete(_folder.PathOf("photo.png"));
        Assert.Equal(5, Number(FlowCall.Run("data", "info", _folder.Path, "--json"), "images"));
    }

    [Fact]
    public void A_folder_with_links_that_lead_back_is_looked_through_once()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Links need a privilege there.
        }

        Directory.CreateDirectory(_folder.PathOf("a"));
        Directory.CreateSymbolicLink(_folder.PathOf("a/back"), _folder.Path);
        Directory.CreateSymbolicLink(_folder.PathOf("a/again"), _folder.Path);
        var call = FlowCall.Run("data", "info", _folder.Path);

        Assert.Equal(1, call.Code);
        Assert.Contains("got a folder of 0 files and 2 folders with none of them", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_is_damaged_as_a_whole_is_one_line()
    {
        var path = _folder.Write("images.gz", IdxBytes.Gzip(IdxBytes.Grey(4, 8, 8)[..^9]));
        foreach (var verb in (string[])["info", "check"])
        {
            var call = FlowCall.Run("data", verb, path);
            Assert.Equal(1, call.Code);
            Assert.StartsWith($"{path}: expected 272 bytes (4 images of 1×8×8 after 16 bytes", Assert.Single(call.ErrorLines));
        }
    }

    [RealDataFact]
    public void The_published_files_are_checked_in_no_time()
    {
        AssertFast("cifar10/cifar-10-batches-bin/test_batch.bin", images: 10_000, most: 0.2);
        AssertFast("mnist/train-images-idx3-ubyte.gz", images: 60_000, most: 1.5);

        // By its own clock, of which other tests and other work on the machine take their part: one of ten must do it.
        static void AssertFast(string file, int images, double most) => Assert.Contains(
            Enumerable.Range(0, 10).Select(_ =>
            {
                var call = FlowCall.Run("data", "check", RealDataFactAttribute.PathOf(file), "--json");
                Assert.Equal((0, images), (call.Code, Number(call, "images")));
                return call.Json().GetProperty("seconds").GetDouble();
            }),
            seconds => seconds <= most);
    }

    [RealDataFact]
    public void Every_bad_file_of_the_published_folder_is_named_with_its_reason()
    {
        var folder = RealDataFactAttribute.PathOf("images-bad");
        var problems = FlowCall.Run("data", "check", folder, "--json").Json().GetProperty("problems").EnumerateArray();

        Assert.Equal(
            Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal),
            problems.Select(problem => problem.GetProperty("file").GetString()!).Order(StringComparer.Ordinal));
    }

    private static int Number(FlowCall call, string member) => call.Json().GetProperty(member).GetInt32();

    private void Picture(string name, int height, int width, int seed, bool isOpaque = true, bool isGray = false)
    {
        var path = _folder.PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(new SKImageInfo(
            width, height, isGray ? SKColorType.Gray8 : SKColorType.Rgba8888, isOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul));
        var random = new System.Random(seed);
        for (var i = 0; i < width * height; i++)
        {
            var alpha = (byte)(isOpaque || i > 0 ? 255 : 100);
            bitmap.SetPixel(i % width, i / width, new SKColor((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256), alpha));
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        File.WriteAllBytes(path, data.ToArray());
    }
}
