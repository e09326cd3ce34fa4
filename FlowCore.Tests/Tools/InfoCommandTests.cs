using FlowCore.Models;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using FlowCore.Tools.Reporting;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class InfoCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    private string Last => Path.Combine(Out, "checkpoints", "last.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_says_what_the_file_is_and_how_its_run_went()
    {
        FlowCall.Train(Out, "--max-steps", "5", "--device", "cpu");
        var call = FlowCall.Run("info", Last, "--json");
        Assert.Equal((0, ""), (call.Code, call.Error));
        var json = call.Json();
        var lines = call.Output.Split('\n');
        Assert.StartsWith($"{Last}: ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" KiB, flowcore-2", lines[0], StringComparison.Ordinal);
        Assert.Equal($"hash      sha256:{json.GetProperty("modelHash")}, as the file says; whatever loads the model compares it", lines[1]);
        Assert.Equal("images    1×28×28, 8 bits a channel", lines[2]);
        Assert.Equal(
            FormattableString.Invariant($"model     fashion-small with --levels 1 --steps-per-level 1 --width 4: {json.GetProperty("parameters").GetInt64():N0} parameters and 4 fixed entries"),
            lines[3]);
        Assert.Equal("weights   raw and average; other verbs take the average unless told --weights raw", lines[4]);
        Assert.Equal(
            "step      5, 0 epochs; training can go on from this file (adam.firstMoment, adam.secondMoment, average)", lines[5]);
        Assert.StartsWith("training  batches of 4, adam, lr 0.015, warm-up 50, schedule exponential, ", lines[6], StringComparison.Ordinal);
        Assert.Equal("data      fashion-mnist (fashion-mnist): 5,000 images to train on, 500 to validate on, 500 to test on", lines[7]);
        Assert.StartsWith($"run       {Out}: 5 steps in ", lines[8], StringComparison.Ordinal);
        Assert.Matches(@"^bits/dim  \d\.\d{4} of the last 5 batches, \d\.\d{4} at best on the validation images, after step 5$", lines[9]);
        Assert.Contains("parameters  level1  total  fixed", lines);
        Assert.Contains(lines, line => line.StartsWith("    latent  4×14×14  standard normal", StringComparison.Ordinal));

        Assert.Equal(5, json.GetProperty("step").GetInt32());
        Assert.Equal(4, json.GetProperty("config").GetProperty("width").GetInt32());
        Assert.Equal(4, json.GetProperty("training").GetProperty("batchSize").GetInt32());
        Assert.Equal(5000, json.GetProperty("run").GetProperty("record").GetProperty("trainImages").GetInt32());
        Assert.Equal(
            json.GetProperty("parameters").GetInt64(),
            json.GetProperty("parts").EnumerateArray().Sum(part => part.GetProperty("parameters").GetInt64()));
    }

    [Fact]
    public void A_file_away_from_its_run_has_no_history_and_a_folder_stands_for_its_best()
    {
        var data = _folder.Write("images", IdxBytes.Grey(20, 8, 8));
        FlowCall.Train(Out, "--data", data, "--max-steps", "0");
        File.Copy(Last, _folder.PathOf("copy"));
        var copy = FlowCall.Run("info", _folder.PathOf("copy"), "--json");
        Assert.Contains("run       unknown, as the file is not in the folder of a run", copy.Output.Split('\n'));
        Assert.Contains("\nstep      0: started from data and not trained; ", copy.Output, StringComparison.Ordinal);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, copy.Json().GetProperty("run").ValueKind);
        var run = FlowCall.Run("info", Out, "--json");
        Assert.Equal(run.Output, FlowCall.Run("info", Last, "--json").Output);
        Assert.Equal(0, run.Code);
    }

    [Fact]
    public void What_is_no_model_is_a_line()
    {
        foreach (var (name, bytes) in ((string, byte[])[])[
            ("cut", [1, 2, 3]),
            ("page", "<html></html>"u8.ToArray()),
            ("latents", Serialization.SafeTensorsBytes.File("""{"latent.1":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0))])
        {
            var call = FlowCall.Run("info", _folder.Write(name, bytes));
            Assert.Equal((1, ""), (call.Code, call.Output));
            Assert.StartsWith($"{_folder.PathOf(name)}: expected ", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_preset_is_called_by_its_name_and_another_model_by_what_differs()
    {
        foreach (var name in FlowPresets.Names)
        {
            Assert.Equal(name, FlowPresets.Nearest(FlowPresets.Get(name)));
            Assert.Equal(name, ModelText.Configuration(FlowPresets.Get(name), preset: null));
        }

        var config = FlowPresets.Get("cifar10") with { StepsPerLevel = 4, Bits = 5, Classes = 10, Padded = new(3, 64, 48), Scale = FlowCore.Ops.PixelScale.Linear };
        Assert.Equal(
            "cifar10 with --steps-per-level 4 --bits 5 scale linear --class-conditional (10 classes) --pad 64x48",
            ModelText.Configuration(config, preset: "cifar10"));
        Assert.Equal("cifar10 with --bits 5", ModelText.Configuration(FlowPresets.Get("cifar10") with { Bits = 5 }, preset: "gone"));
    }

    [Fact]
    public void Lines_that_repeat_are_written_once_under_how_often()
    {
        Assert.Equal(
            ["a", "  3 times:", "    b", "      c", "  d", "  2 times:", "    e"],
            RepeatedLines.Of(["a", "  b", "    c", "  b", "    c", "  b", "    c", "  d", "  e", "  e"]));
        Assert.Equal(["a", "b", "a"], RepeatedLines.Of(["a", "b", "a"]));
        Assert.Empty(RepeatedLines.Of([]));
    }
}
