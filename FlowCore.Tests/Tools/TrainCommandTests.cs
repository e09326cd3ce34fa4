using System.Text.Json;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Runs;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    private string Model => Path.Combine(Out, "checkpoints", "last.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_folder_holds_the_configuration_the_metrics_the_pictures_and_the_model_and_nothing_else()
    {
        FlowCall.Train(Out, "--max-steps", "3", "--sample-every", "2");
        var files = Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Out, file).Replace('\\', '/'))
            .Select(file => file.StartsWith("events.out.tfevents.", StringComparison.Ordinal) ? "events" : file)
            .Order(StringComparer.Ordinal);
        string[] expected =
        [
            "checkpoints/best.safetensors", "checkpoints/last.safetensors", "checkpoints/step-000000.safetensors", "config.json",
            "curves.png", "events", "metrics.jsonl",
            "samples/step-000000.png", "samples/step-000002.png", "samples/step-000003.png",
        ];
        Assert.Equal(expected, files);
    }

    [Fact]
    public void Every_step_has_a_line_of_metrics()
    {
        FlowCall.Train(Out, "--max-steps", "3", "--warmup", "2", "--lr", "0.01", "--lr-decay", "1");
        var lines = Metrics();
        Assert.Equal([1, 2, 3], lines.Select(line => line.GetProperty("step").GetInt32()));
        Assert.Equal([0.005, 0.01, 0.01], lines.Select(line => line.GetProperty("lr").GetDouble()));
        string[] step = ["step", "bpd", "nats", "logPz", "logDet", "gradNorm", "clip", "lr", "refusedSteps"];
        string[] time = ["ms", "imagesPerSecond", "dataWaitShare", "dataMs", "forwardMs", "backwardMs", "optimizerMs"];
        string[] evaluated = ["validBpd", "emaValidBpd", "roundTripBytes", "differingBytes", "latent1Mean", "latent1Std"];
        string[] memory = ["managedBytes", "nativeBytes", "workingSetBytes"];
        Assert.All(lines[..2], line => Assert.Equal([.. step, .. time], Names(line)));
        Assert.Equal([.. step, .. evaluated, .. time, .. memory], Names(lines[2]));
        Assert.All(memory, name => Assert.InRange(lines[2].GetProperty(name).GetInt64(), 1 << 10, 1L << 40));
        Assert.Equal(64 * 784, lines[2].GetProperty("roundTripBytes").GetInt64());

        // The parts are the whole: of a step's time (each is rounded to a thousandth of a millisecond), and of the loss:
        // bits/dim is −(ln p(z) + log-det) / (D·ln 2).
        Assert.All(lines, line => Assert.Equal(
            line.GetProperty("ms").GetDouble(),
            time[3..].Sum(name => line.GetProperty(name).GetDouble()),
            tolerance: 0.1));
        Assert.All(lines, line => Assert.Equal(
            line.GetProperty("nats").GetDouble(), line.GetProperty("bpd").GetDouble() * 784 * Math.Log(2), tolerance: 1e-9));
        Assert.All(lines, line => Assert.Equal(
            line.GetProperty("bpd").GetDouble(),
            -(line.GetProperty("logPz").GetDouble() + line.GetProperty("logDet").GetDouble()) / (784 * Math.Log(2)),
            tolerance: 1e-5));
    }

    [Fact]
    public void The_configuration_records_what_presets_data_and_flags_came_to()
    {
        FlowCall.Train(Out, "--max-steps", "0", "--seed", "18446744073709551615", "--kernel", "2", "--lr", "1e-4");
        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "config.json"))).RootElement;
        Assert.Equal("fashion-small", config.GetProperty("preset").GetString());
        Assert.Equal("fashion-mnist", config.GetProperty("data").GetString());
        Assert.Equal(ulong.MaxValue, config.GetProperty("seed").GetUInt64());
        Assert.StartsWith("cpu", config.GetProperty("device").GetString(), StringComparison.Ordinal);
        Assert.Equal(28, config.GetProperty("model").GetProperty("image").GetProperty("width").GetInt32());
        Assert.Equal(2, config.GetProperty("model").GetProperty("kernel").GetInt32());
        Assert.Equal(1e-4, config.GetProperty("training").GetProperty("learningRate").GetDouble());
        Assert.Equal(50, config.GetProperty("training").GetProperty("warmup").GetInt32());
    }

    [Theory]
    [InlineData("fashion-small")]
    [InlineData("mnist")]
    public void What_no_flag_says_is_as_the_library_has_it(string preset)
    {
        Assert.Equal(0, FlowCall.Run("train", "--preset", preset, "--steps-per-level", "1", "--width", "4", "--max-steps", "0", "--out", Out).Code);
        Assert.Equal(TrainingOptions.For(preset) with { MaxSteps = 0 }, RunRecord.Load(Path.Combine(Out, "config.json")).Training);
    }

    [Fact]
    public void The_last_line_of_output_is_an_object_with_what_scripts_need()
    {
        var json = FlowCall.Train(Out, "--max-steps", "3").Json();
        Assert.Equal(
            [
                "run", "steps", "parameters", "frozen", "validBpd", "validBpdStdErr", "testBpd", "testBpdStdErr", "msPerStep", "imagesPerSecond",
                "dataWaitShare", "skippedFiles", "unreadableImages", "refusedSteps", "wallSeconds",
            ],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Out, json.GetProperty("run").GetString());
        Assert.Equal(3, json.GetProperty("steps").GetInt32());
        Assert.InRange(json.GetProperty("testBpd").GetDouble(), 1, 8);
        Assert.True(json.GetProperty("msPerStep").GetDouble() > 0);
        Assert.InRange(json.GetProperty("dataWaitShare").GetDouble(), 0, 1);
        Assert.Equal(0, json.GetProperty("unreadableImages").GetInt32());
    }

    [Fact]
    public void No_steps_at_all_still_start_the_model_save_it_and_score_it()
    {
        var call = FlowCall.Train(Out, "--max-steps", "0");
        Assert.Equal(JsonValueKind.Null, call.Json().GetProperty("msPerStep").ValueKind);
        Assert.Contains("bits/dim over 500 images", call.Output, StringComparison.Ordinal);
        Assert.Equal(0, StepOf(Model));
    }

    [Theory]
    [InlineData(2, "--epochs", "0.0016")]
    [InlineData(3, "--epochs", "0.0017")]
    [InlineData(1, "--epochs", "0.0016", "--max-steps", "1")]
    [InlineData(2, "--epochs", "0.0016", "--max-steps", "9")]
    [InlineData(0, "--epochs", "0")]
    public void Epochs_become_steps_rounded_up_and_the_smaller_of_both_ends_the_run(int steps, params string[] args) =>
        Assert.Equal(steps, FlowCall.Train(Out, args).Json().GetProperty("steps").GetInt32());

    [Fact]
    public void A_fraction_that_is_whole_steps_is_not_rounded_up_by_a_doubles_last_bit()
    {
        // 0.14·5000/100 is 7, and 7.000000000000001 in doubles.
        var call = FlowCall.Run(
            "train", "--steps-per-level", "1", "--width", "4", "--init-images", "20", "--epochs", "0.14", "--out", Out, "--json");
        Assert.Equal(7, call.Json().GetProperty("steps").GetInt32());
    }

    [Fact]
    public void Output_shows_the_configuration_the_tree_and_the_score()
    {
        var output = FlowCall.Train(Out, "--max-steps", "1").Output;
        Assert.Contains("levels 1, steps per level 1, width 4", output, StringComparison.Ordinal);
        Assert.Contains("FincUnit 3×3  4×14×14", output, StringComparison.Ordinal);
        Assert.Contains("fashion-mnist (test): ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_goes_to_standard_error_every_fifty_steps_and_at_the_last()
    {
        var lines = FlowCall.Train(Out, "--max-steps", "101").ErrorLines;
        Assert.Equal(["step 50/101", "step 100/101", "step 101/101"], lines[..3].Select(line => line.Split("  ")[0]));
        Assert.Matches(@"^step 101: validation \d+\.\d{4} bits/dim, with averaged weights \d+\.\d{4}$", Assert.Single(lines[3..]));
        Assert.All(lines[..3], line => Assert.Matches(
            @"  \d+\.\d{4} bits/dim  (valid \d+\.\d{4}  )?grad [\d.]+  lr [\d.]+  \d+ images/s  \d+:\d\d left$", line));
    }

    [Fact]
    public void An_evaluation_of_validation_images_is_a_line_and_its_score_stays_in_the_lines_of_steps()
    {
        var lines = FlowCall.Train(Out, "--max-steps", "60", "--eval-every", "40").ErrorLines;
        var valid = Metrics()[39].GetProperty("validBpd").GetDouble();
        var averaged = Metrics()[39].GetProperty("emaValidBpd").GetDouble();
        Assert.Contains(FormattableString.Invariant($"step 40: validation {valid:F4} bits/dim, with averaged weights {averaged:F4}"), lines);
        Assert.Matches(@"^step 50/60  \d+\.\d{4} bits/dim  " + FormattableString.Invariant($"valid {valid:F4}  grad "), lines[1]);
        Assert.Equal(["step 40:", "step 50/60", "step 60/60", "step 60:"], lines.Select(line => line.Split("  ")[0].Split(" valid")[0]));
    }

    [Fact]
    public void An_interrupt_finishes_the_step_saves_the_model_and_says_where()
    {
        using var stop = new CancellationTokenSource();
        using var error = new InterruptingWriter("step 50/", stop);
        var call = FlowCall.Run(error, stop.Token, ["train", .. FlowCall.Tiny, "--max-steps", "5000", "--out", Out]);
        Assert.Equal(130, call.Code);
        Assert.Equal(50, StepOf(Model));
        Assert.Equal(50, Metrics().Length);
        Assert.Equal($"stopped after step 50 of 5000; the model is in {Model}", call.ErrorLines[^1]);
    }

    [Fact]
    public void Training_that_runs_away_fails_in_one_line_and_leaves_a_model_that_loads()
    {
        var call = FlowCall.Run(
            ["train", .. FlowCall.Tiny, "--out", Out, "--lr", "1e18", "--warmup", "0", "--grad-clip-norm", "0"]);
        Assert.Equal(1, call.Code);
        Assert.StartsWith(
            "training: expected at most 10 bad steps, got 11;", call.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Contains(call.ErrorLines, line => line.StartsWith("refused step ", StringComparison.Ordinal));
        Assert.Equal(0, StepOf(Model));
        Assert.Contains(Metrics(), line =>
            line.TryGetProperty("refused", out _) && line.GetProperty("bpd").ValueKind == JsonValueKind.Null);
        Assert.Equal(
            Metrics().Count(line => line.TryGetProperty("refused", out _)), Metrics()[^1].GetProperty("refusedSteps").GetInt32());
    }

    private static IEnumerable<string> Names(JsonElement line) => line.EnumerateObject().Select(member => member.Name);

    private JsonElement[] Metrics() =>
        [.. File.ReadLines(Path.Combine(Out, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];

    private static int StepOf(string checkpoint)
    {
        using var backend = new CpuBackend(threads: 1);
        var (model, step) = Checkpoint.Load(checkpoint, backend);
        model.Dispose();
        return step;
    }
}
