using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Models;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    private string Trained => Path.Combine(Out, "checkpoints", "last.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_trained_model_passes_and_both_people_and_scripts_are_told_so()
    {
        FlowCall.Train(Out, "--max-steps", "2");
        var call = FlowCall.Run("verify", Out, "--count", "5", "--against", "cpu", "--json");
        Assert.Equal((0, ""), (call.Code, call.Error));
        var json = call.Json();
        Assert.True(json.GetProperty("passed").GetBoolean());
        Assert.Equal((0, 0), (json.GetProperty("failed").GetInt32(), json.GetProperty("notChecked").GetInt32()));
        Assert.Equal("5 of fashion-mnist (test)", json.GetProperty("images").GetString());
        Assert.Equal(Checkpoint.HashOf(Path.Combine(Out, "checkpoints", "best.safetensors")), json.GetProperty("sha256").GetString());
        var checks = json.GetProperty("checks").EnumerateArray().ToArray();
        Assert.All(checks, check => Assert.Equal("passed", check.GetProperty("outcome").GetString()));
        Assert.Contains(checks, check => check.GetProperty("name").GetString() == "parity of latents");
        foreach (var line in (string[])["level1.squeeze ", "level1.step1.finc ", "bytes of unusual images ", "normalisation ", "parity of samples "])
        {
            Assert.Single(call.Output.Split('\n'), text => text.StartsWith(line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_layer_with_a_large_gain_is_named_with_its_remedy()
    {
        FlowCall.Train(Out, "--max-steps", "1");
        var file = Edited(model => model.Backend.Fill(Weight(model, "level1.step1.finc.weight").Value, -0.7));
        var call = FlowCall.Run("verify", file, "--count", "2", "--json");
        Assert.Equal(1, call.Code);
        Assert.False(call.Json().GetProperty("passed").GetBoolean());
        Assert.Contains(call.ErrorLines, line => line.StartsWith("FAILED level1.step1.finc: expected gain of at most 1000, got ", StringComparison.Ordinal)
            && line.EndsWith("Train again with --bound-gain.", StringComparison.Ordinal));
    }

    [Fact]
    public void Samples_that_leave_the_floats_are_refused_with_the_layers_name_and_no_picture_is_written()
    {
        FlowCall.Train(Out, "--max-steps", "1");
        var file = Edited(model => model.Backend.Fill(Weight(model, "level1.step1.finc.weight").Value, -1e4));
        var call = FlowCall.Run("sample", file, "--count", "4", "--out", _folder.PathOf("s.png"));
        Assert.Equal(1, call.Code);
        Assert.Contains("the first in level1.step1.finc (inverse)", call.ErrorLines[0], StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("s.png")));
    }

    [Fact]
    public void It_stops_at_an_interrupt()
    {
        FlowCall.Train(Out, "--max-steps", "1");
        var call = FlowCall.Run(new StringWriter(), new CancellationToken(canceled: true), "verify", Out);
        Assert.Equal((130, ""), (call.Code, call.Output));
        Assert.StartsWith("stopped: ", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_is_tighter_fails_what_is_beyond_it()
    {
        FlowCall.Train(Out, "--max-steps", "1");
        var call = FlowCall.Run("verify", Out, "--count", "2", "--gain-limit", "1");
        Assert.Equal(1, call.Code);
        Assert.Contains(call.ErrorLines, line => line.StartsWith("FAILED level1.step1.finc: expected gain of at most 1, got ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_damaged_or_of_something_else_fails_in_one_line_and_stays_what_it_is()
    {
        FlowCall.Train(Out, "--max-steps", "1");
        var whole = File.ReadAllBytes(Trained);
        var flipped = (byte[])whole.Clone();
        flipped[^100] ^= 4;
        foreach (var (name, bytes) in ((string, byte[])[])[("half", whole[..(whole.Length / 2)]), ("flipped", flipped), ("foreign", [.. "PK\x03\x04 not a model"u8]), ("empty", [])])
        {
            var call = FlowCall.Run("verify", _folder.Write(name, bytes));
            Assert.Equal((1, ""), (call.Code, call.Output));
            Assert.StartsWith(_folder.PathOf(name), Assert.Single(call.ErrorLines), StringComparison.Ordinal);
            Assert.Equal(bytes, File.ReadAllBytes(_folder.PathOf(name)));
        }
    }

    [Fact]
    public void A_weight_that_is_no_number_is_named_in_one_line()
    {
        FlowCall.Train(Out, "--max-steps", "1");
        var file = Edited(model => model.Backend.Fill(Weight(model, "level1.step1.coupling.conv2.bias").Value, double.NaN));
        var call = FlowCall.Run("verify", file);
        Assert.Equal((1, ""), (call.Code, call.Output));
        Assert.StartsWith(
            $"{file}: level1.step1.coupling.conv2.bias: expected finite numbers, got NaN at 0.", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_default_data_does_not_fit_images_are_drawn_and_data_that_was_named_must_fit()
    {
        var file = _folder.Write("images", IdxBytes.Grey(12, 8, 8));
        FlowCall.Train(Out, "--data", file, "--max-steps", "1");
        var drawn = FlowCall.Run("verify", Out, "--count", "3", "--json");
        Assert.Equal("3 draws of the model", drawn.Json().GetProperty("images").GetString());
        var named = FlowCall.Run("verify", Out, "--data", "fashion-mnist");
        Assert.Equal(1, named.Code);
        Assert.StartsWith(
            "fashion-mnist (test): expected images of 1×8×8, which the model was built for, got 1×28×28.",
            Assert.Single(named.ErrorLines),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--gain-limit", "0", "--gain-limit: expected 1 or more, got 0.")]
    [InlineData("--log-det-limit", "-1", "--log-det-limit: expected a number above 0, got -1.")]
    [InlineData("--count", "0", "--count: expected 1 or more, got 0.")]
    [InlineData("--against", "abacus", null)]
    public void A_limit_or_device_that_cannot_be_meant_is_a_wrong_call(string option, string value, string? line)
    {
        var call = FlowCall.Run("verify", Out, option, value);
        Assert.Equal((2, ""), (call.Code, call.Output));
        var error = Assert.Single(call.ErrorLines);
        Assert.StartsWith(line ?? "", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_says_every_limit()
    {
        var help = FlowCall.Run("verify", "--help").Output;
        foreach (var text in (string[])["--gain-limit", "[default: 1000]", "--condition-limit", "--round-trip-limit", "[default: 0.0001]", "--log-det-limit"])
        {
            Assert.Contains(text, help, StringComparison.Ordinal);
        }
    }

    /// <summary>The trained model with other numbers, as a whole file.</summary>
    private string Edited(Action<FlowModel> edit)
    {
        using var backend = new CpuBackend(threads: 1);
        var (model, step) = Checkpoint.Load(Trained, backend, weights: ModelWeights.Raw);
        using (model)
        {
            edit(model);
            Checkpoint.Save(_folder.PathOf("edited.safetensors"), model, step);
        }

        return _folder.PathOf("edited.safetensors");
    }

    private static FlowCore.Autodiff.Parameter Weight(FlowModel model, string name) =>
        model.Arena.Parameters.Single(parameter => parameter.Name == name);
}
