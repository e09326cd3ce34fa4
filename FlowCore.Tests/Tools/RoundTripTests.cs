using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Outside;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    private string Model => Path.Combine(Out, "checkpoints", "last.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_train_says_of_the_test_images_eval_says_too_and_no_byte_differs()
    {
        var trained = FlowCall.Train(Out, "--max-steps", "3").Json();
        var scored = FlowCall.Run("eval", Model, "--json");
        Assert.Equal(0, scored.Code);
        Assert.Equal(
            ["bpd", "stdErr", "images", "differingBytes", "nonFinite", "step", "weights"],
            scored.Json().EnumerateObject().Select(member => member.Name));
        Assert.Equal(trained.GetProperty("testBpd").GetDouble(), scored.Json().GetProperty("bpd").GetDouble());
        Assert.Equal(trained.GetProperty("testBpdStdErr").GetDouble(), scored.Json().GetProperty("stdErr").GetDouble());
        Assert.Equal(500, scored.Json().GetProperty("images").GetInt32());
        Assert.Equal(0, scored.Json().GetProperty("differingBytes").GetInt64());
        Assert.Empty(scored.Error);
    }

    [Fact]
    public void Eval_scores_the_split_and_draws_the_noise_that_it_is_told_to()
    {
        var file = _folder.Write("images", IdxBytes.Grey(20, 8, 8));
        FlowCall.Train(Out, "--data", file, "--max-steps", "0");
        var test = FlowCall.Run("eval", Model, "--data", file, "--json").Json();
        var train = FlowCall.Run("eval", Model, "--data", file, "--split", "train", "--json").Json();
        var otherNoise = FlowCall.Run("eval", Model, "--data", file, "--seed", "1", "--json").Json();
        Assert.Equal((2, 18), (test.GetProperty("images").GetInt32(), train.GetProperty("images").GetInt32()));
        Assert.NotEqual(test.GetProperty("bpd").GetDouble(), otherNoise.GetProperty("bpd").GetDouble());
    }

    [Fact]
    public void Samples_are_scored_beside_the_floor_of_the_images_when_asked_for()
    {
        FlowCall.Train(Out, "--max-steps", "3");
        string[] call = ["eval", Model, "--sample-score", "--json"];
        var scored = FlowCall.Run(call);
        Assert.Equal((0, ""), (scored.Code, scored.Error));
        Assert.Equal(
            ["samples", "samplePixels", "samplePixelsFloor", "samplePatches", "samplePatchesFloor", "sampleDarkShare", "imagesDarkShare"],
            scored.Json().EnumerateObject().Select(member => member.Name).Skip(7));
        var (pixels, floor) = (Number(scored, "samplePixels"), Number(scored, "samplePixelsFloor"));
        Assert.Contains(
            FormattableString.Invariant($"samples: 500 at temperature 1; sliced Wasserstein distance {pixels:F1} over pixels (two halves of the images: {floor:F1})"),
            scored.Output,
            StringComparison.Ordinal);
        Assert.InRange(floor, 1, pixels);

        var still = FlowCall.Run([.. call, "--temperature", "0", "--early-temperature", "0.5"]);
        Assert.Contains("samples: 500 at temperature 0, early 0.5; ", still.Output, StringComparison.Ordinal);
        Assert.Equal((floor, 0), (Number(still, "samplePixelsFloor"), Number(still, "imagesDarkShare")));
        Assert.NotEqual(pixels, Number(still, "samplePixels"));

        static double Number(FlowCall call, string name) => call.Json().GetProperty(name).GetDouble();
    }

    [Fact]
    public void Samples_are_a_picture_that_seed_and_temperature_decide()
    {
        FlowCall.Train(Out, "--max-steps", "3");
        var (one, two) = (_folder.PathOf("1.png"), _folder.PathOf("2.png"));
        var (other, cold) = (_folder.PathOf("other.png"), _folder.PathOf("cold.png"));
        var json = FlowCall.Run("sample", Model, "--count", "5", "--out", one, "--json").Json();
        Assert.Equal(["count", "firstBatch", "firstBatchMs", "msPerImage", "nonFinite", "nonFiniteImages", "out", "files", "step", "weights"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal((5, 0L), (json.GetProperty("count").GetInt32(), json.GetProperty("nonFinite").GetInt64()));
        Assert.Equal(one, json.GetProperty("out").GetString());

        _folder.Write("2.png", [1]); // An old picture is replaced.
        FlowCall.Run("sample", Model, "--count", "5", "--out", two);
        FlowCall.Run("sample", Model, "--count", "5", "--out", other, "--seed", "1");
        FlowCall.Run("sample", Model, "--count", "5", "--out", cold, "--temperature", "0");
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
        Assert.NotEqual(File.ReadAllBytes(one), File.ReadAllBytes(other));

        // Without temperature all samples are one image: the cells of 56 pixels repeat.
        using var picture = SKBitmap.Decode(cold);
        foreach (var (row, column) in Each.Of(56, 56))
        {
            Assert.Equal(picture.GetPixel(1 + column, 1 + row), picture.GetPixel(1 + 57 + column, 1 + 57 + row));
        }
    }

    [Fact]
    public void Samples_that_are_not_finite_are_counted_and_no_picture_hides_the_layer_they_come_from()
    {
        FlowCall.Train(Out, "--max-steps", "0");
        var broken = _folder.PathOf("broken.safetensors");
        using (var backend = new CpuBackend(threads: 1))
        {
            var (model, _) = Checkpoint.Load(Model, backend);
            var scale = model.Arena.Parameters.Single(p => p.Name.EndsWith("actnorm.logScale", StringComparison.Ordinal));
            backend.Write([200f, 200f, 200f, 200f], scale.Value); // exp(200) is past float32.
            Checkpoint.Save(broken, model, step: 3);
            model.Dispose();
        }

        var picture = _folder.PathOf("broken.png");
        var call = FlowCall.Run("sample", broken, "--count", "2", "--out", picture, "--json");
        Assert.Equal(1, call.Code);
        var nonFinite = call.Json().GetProperty("nonFinite").GetInt64();
        Assert.True(nonFinite > 0);
        Assert.Equal(
            $"samples: expected finite numbers, got {nonFinite} that are not, in 2 of 2 images, the first in level1.step1.actnorm (inverse). "
                + "Use an earlier checkpoint, or train again with a lower --lr.",
            Assert.Single(call.ErrorLines));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, call.Json().GetProperty("out").ValueKind);
        Assert.False(File.Exists(picture));

        call = FlowCall.Run("eval", broken, "--json");
        Assert.Equal(1, call.Code);
        Assert.Equal(
            $"round trip: expected finite numbers, got {call.Json().GetProperty("nonFinite").GetInt64()} that are not, "
                + "the first in level1.step1.actnorm (inverse). Use an earlier checkpoint.",
            Assert.Single(call.ErrorLines));
    }

    [Fact]
    public void Eval_says_of_a_model_that_loses_bytes_how_many_and_in_which_layer()
    {
        FlowCall.Train(Out, "--max-steps", "0");
        var lossy = _folder.PathOf("lossy.safetensors");
        using (var backend = new CpuBackend(threads: 1))
        {
            var (model, _) = Checkpoint.Load(Model, backend);
            backend.Fill(model.Arena.Parameters.Single(p => p.Name == "level1.step1.finc.weight").Value, -0.35);
            Checkpoint.Save(lossy, model, step: 3);
            model.Dispose();
        }

        var call = FlowCall.Run("eval", lossy, "--json");
        Assert.Equal(0, call.Code);
        var differing = call.Json().GetProperty("differingBytes").GetInt64();
        Assert.True(differing > 0);
        var line = Assert.Single(call.ErrorLines);
        Assert.StartsWith(
            $"WARNING: round trip: expected every byte back, got {differing} of 392000 that differ; "
                + "the layer that amplifies roundings most is level1.step1.finc, whose inverse has a gain of ",
            line,
            StringComparison.Ordinal);
        Assert.EndsWith("Train again with --bound-gain, or with a lower --lr.", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 16, 32)]
    [InlineData(3, 32, 16)]
    [InlineData(1, 28, 28)]
    public void Any_shape_trains_and_samples_keep_its_orientation(int channels, int height, int width)
    {
        var file = _folder.Write(
            "images", IdxBytes.File(0x0804, [12, (uint)channels, (uint)height, (uint)width], 12 * channels * height * width));
        var trained = FlowCall.Train(Out, "--data", file, "--max-steps", "2");
        Assert.Equal(2, trained.Json().GetProperty("steps").GetInt32());
        var picture = _folder.PathOf("one.png");
        Assert.Equal(0, FlowCall.Run("sample", Model, "--count", "1", "--out", picture).Code);
        using var decoded = SKBitmap.Decode(picture);
        Assert.Equal((2 + (2 * width), 2 + (2 * height)), (decoded.Width, decoded.Height));
        Assert.Equal(0, FlowCall.Run("eval", Model, "--data", file, "--json").Json().GetProperty("differingBytes").GetInt64());
    }
}
