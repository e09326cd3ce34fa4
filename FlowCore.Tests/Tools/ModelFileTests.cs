using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class ModelFileTests : IDisposable
{
    private const string Abandoned = "last.safetensors.0123456789abcdef0123456789abcdef.tmp";

    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    private string Checkpoints => Path.Combine(Out, "checkpoints");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/checkpoints")]
    [InlineData("/checkpoints/last.safetensors")]
    [InlineData("/../run")]
    public void A_run_folder_stands_for_its_last_model(string end)
    {
        FlowCall.Train(Out, "--max-steps", "2");
        var picture = _folder.PathOf("s.png");
        Assert.Equal(2, FlowCall.Run("sample", Out + end, "--out", picture, "--json").Json().GetProperty("step").GetInt32());
        Assert.Equal(2, FlowCall.Run("eval", Out + end, "--json").Json().GetProperty("step").GetInt32());
    }

    [Fact]
    public void The_best_model_goes_before_the_last()
    {
        FlowCall.Train(Out, "--max-steps", "2");
        FlowCall.Train(_folder.PathOf("other"), "--max-steps", "1");
        File.Copy(
            Path.Combine(_folder.PathOf("other"), "checkpoints", "last.safetensors"),
            Path.Combine(Checkpoints, "best.safetensors"),
            overwrite: true);
        Assert.Equal(1, FlowCall.Run("eval", Out, "--json").Json().GetProperty("step").GetInt32());
    }

    [Fact]
    public void While_a_new_checkpoint_becomes_the_last_there_is_the_newest_before_it()
    {
        FlowCall.Train(Out, "--max-steps", "2", "--checkpoint-every", "1");
        File.Delete(Path.Combine(Checkpoints, "last.safetensors"));
        File.Delete(Path.Combine(Checkpoints, "best.safetensors"));
        Assert.Equal(1, FlowCall.Run("eval", Out, "--json").Json().GetProperty("step").GetInt32());
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("eval")]
    [InlineData("info")]
    public void A_folder_without_a_model_fails_in_one_line(string verb)
    {
        Directory.CreateDirectory(Checkpoints);
        var call = FlowCall.Run(verb, Out);
        Assert.Equal(1, call.Code);
        Assert.Equal(
            $"{Out}: expected a model's file, or a run folder with a checkpoint, got a folder without one. "
                + "A run writes its first when it starts.",
            Assert.Single(call.ErrorLines));
    }

    [Fact]
    public void A_model_that_was_never_trained_is_called_so()
    {
        FlowCall.Train(Out, "--max-steps", "0");
        foreach (var call in (FlowCall[])[FlowCall.Run("eval", Out), FlowCall.Run("sample", Out, "--out", _folder.PathOf("s.png"))])
        {
            Assert.Equal(0, call.Code);
            Assert.EndsWith("holds step 0, a model that was started from data and not trained.", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/checkpoints")]
    [InlineData("/checkpoints/last.safetensors")]
    public void What_a_killed_run_left_beside_its_model_goes_at_the_next_start(string end)
    {
        FlowCall.Train(Out, "--max-steps", "1");
        File.WriteAllBytes(Path.Combine(Checkpoints, Abandoned), [1]);
        File.WriteAllBytes(Path.Combine(Checkpoints, "mine.tmp"), [1]);
        Assert.Equal(0, FlowCall.Run("eval", Out + end).Code);
        Assert.Equal(
            ["best.safetensors", "last.safetensors", "mine.tmp", "step-000000.safetensors"],
            Directory.EnumerateFiles(Checkpoints).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_scored_image_has_no_standard_error()
    {
        var file = _folder.Write("images", IdxBytes.Grey(10, 8, 8));
        var trained = FlowCall.Train(Out, "--data", file, "--max-steps", "1");
        var scored = FlowCall.Run("eval", Out, "--data", file, "--json");
        foreach (var (call, name) in ((FlowCall, string)[])[(trained, "testBpdStdErr"), (scored, "stdErr")])
        {
            Assert.Matches(@": \d+\.\d{4} bits/dim over 1 image\n", call.Output);
            Assert.Equal(System.Text.Json.JsonValueKind.Null, call.Json().GetProperty(name).ValueKind);
        }
    }

    [Theory]
    [InlineData("s.png", SKEncodedImageFormat.Png)]
    [InlineData("s.PNG", SKEncodedImageFormat.Png)]
    [InlineData("s", SKEncodedImageFormat.Png)]
    [InlineData("s.jpg", SKEncodedImageFormat.Jpeg)]
    [InlineData("s.JPEG", SKEncodedImageFormat.Jpeg)]
    [InlineData("s.v2.webp", SKEncodedImageFormat.Webp)]
    public void A_picture_is_what_its_name_says(string name, SKEncodedImageFormat kind)
    {
        FlowCall.Train(Out, "--max-steps", "0");
        Assert.Equal(0, FlowCall.Run("sample", Out, "--count", "4", "--out", _folder.PathOf(name)).Code);
        Assert.Equal(0, FlowCall.Run("sample", Out, "--count", "4", "--out", _folder.PathOf("as.png")).Code);
        using var codec = SKCodec.Create(_folder.PathOf(name));
        Assert.Equal(kind, codec.EncodedFormat);
        using var picture = SKBitmap.Decode(_folder.PathOf(name));
        using var same = SKBitmap.Decode(_folder.PathOf("as.png"));
        Assert.Equal((same.Width, same.Height), (picture.Width, picture.Height));
        var most = Numbers.Pairs(picture.Pixels, same.Pixels).Max(pair => Math.Abs(pair.First.Red - pair.Second.Red));
        Assert.InRange(most, 0, kind == SKEncodedImageFormat.Jpeg ? 40 : 0);
    }

    [Theory]
    [InlineData("s.gif", "'.gif'")]
    [InlineData("s.png.txt", "'.txt'")]
    [InlineData("s.safetensors", "'.safetensors'")]
    [InlineData("s.jpg.", null)]
    public void A_name_that_says_another_kind_of_file_is_a_wrong_call(string name, string? got)
    {
        FlowCall.Train(Out, "--max-steps", "0");
        var call = FlowCall.Run("sample", Out, "--out", _folder.PathOf(name));
        if (got is null)
        {
            Assert.Equal(0, call.Code); // A point at the end begins no ending.
            return;
        }

        Assert.Equal(2, call.Code);
        Assert.Equal(
            $"{_folder.PathOf(name)}: expected a name that ends in .png, .jpg, .jpeg or .webp, got {got}. Name the picture by one of these.",
            Assert.Single(call.ErrorLines));
        Assert.Equal(["run"], _folder.Names);
    }

    [Fact]
    public void A_picture_larger_than_its_kind_can_be_is_a_wrong_call()
    {
        var file = _folder.Write("images", IdxBytes.Grey(10, 2, 2240));
        FlowCall.Train(Out, "--data", file, "--max-steps", "0");
        var call = FlowCall.Run("sample", Out, "--count", "100", "--out", _folder.PathOf("s.webp"));
        Assert.Equal(2, call.Code);
        Assert.StartsWith("picture: expected sides of at most 16383 pixels in a Webp, got ", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }
}
