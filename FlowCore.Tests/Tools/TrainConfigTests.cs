using System.Globalization;
using System.Text.Json.Nodes;
using FlowCore.Runs;
using FlowCore.Tests.Data.Formats;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>Runs from the configuration of other runs, and from files that people write.</summary>
public sealed class TrainConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _runs;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_of_the_embedded_images_comes_from_its_configuration_to_the_bit() => Repeat(
        "--lr", "0.002", "--warmup", "1", "--lr-decay", "0.5", "--grad-clip-norm", "7", "--optimizer", "adamw", "--weight-decay", "0.01",
        "--seed", "18446744073709551615", "--flip", "--bits", "6", "--class-conditional", "--kernel", "2", "--sample-every", "1");

    [Fact]
    public void A_run_of_an_IDX_file_comes_from_its_configuration_to_the_bit() => Repeat(
        "--data", _folder.Write("images", IdxBytes.Grey(60, 7, 9)), "--pad", "even", "--valid-fraction", "0.25", "--split-seed", "3",
        "--eval-every", "1", "--recompute", "--strict");

    [Fact]
    public void A_run_of_an_array_whose_layout_is_said_comes_from_its_configuration_to_the_bit() => Repeat(
        "--data", _folder.Write("images.npy", NpyBytes.Counting(12, 4, 8, 4)), "--dataset", "numpy-nhwc",
        "--step", "actnorm,plu,coupling", "--prior", "learned", "--epochs", "0.5");

    [Theory]
    [InlineData("--image-size", "8x12", "--crop", "center", "--channels", "1")]
    [InlineData("--image-size", "8", "--crop", "16x20", "--pad", "16x16", "--checkpoint-every", "2")]
    public void A_run_of_pictures_comes_from_its_configuration_to_the_bit(params string[] options)
    {
        var pictures = Directory.CreateDirectory(_folder.PathOf("pictures")).FullName;
        TestPictures.Write(pictures, count: 12);
        Repeat(["--data", pictures, .. options]);
    }

    [Fact]
    public void A_file_of_a_few_keys_is_enough()
    {
        var run = Train(Config("""
            {
                // A comment, a key with points and a comma at the end.
                "training.learningRate": 0.25,
                "training": { "maxSteps": 1, "flip": true, "initImages": 20, },
                "model": { "levels": 1, "stepsPerLevel": 1, "width": 4 },
            }
            """));
        Assert.Equal((0.25, 1, true, 4), (
            run["training"]!["learningRate"]!.GetValue<double>(),
            run["training"]!["maxSteps"]!.GetValue<int>(),
            run["training"]!["flip"]!.GetValue<bool>(),
            run["model"]!["width"]!.GetValue<int>()));
    }

    [Fact]
    public void A_flag_goes_before_set_that_before_a_file_and_that_before_the_preset()
    {
        var file = Config("""{ "training": { "warmup": 3, "batchSize": 5, "initImages": 21 }, "model": { "levels": 1, "width": 6 } }""");
        var run = Train([.. file, "--set", "training.batchSize=6", "--set", "training.initImages=22", "--init-images", "23", "--max-steps", "0"]);
        Assert.Equal(
            (3, 6, 23, 1, 6, 4),
            (Training("warmup"), Training("batchSize"), Training("initImages"), Model("levels"), Model("width"), Model("stepsPerLevel")));

        int Training(string name) => run["training"]![name]!.GetValue<int>();
        int Model(string name) => run["model"]![name]!.GetValue<int>();
    }

    [Fact]
    public void Set_can_take_back_what_a_file_says()
    {
        var file = Config("""{ "training": { "flip": true, "skipUnreadable": false, "warmup": 3, "initImages": 20 }, "model": { "width": 4 } }""");
        var run = Train(
            [.. file, "--set", "training.flip=false", "--set", "training.skipUnreadable=true", "--set", "training.warmup=null", "--max-steps", "0"]);
        Assert.Equal((false, true, 50), (
            run["training"]!["flip"]!.GetValue<bool>(),
            run["training"]!["skipUnreadable"]!.GetValue<bool>(),
            run["training"]!["warmup"]!.GetValue<int>()));
    }

    [Fact]
    public void Epochs_take_the_place_of_recorded_steps_and_other_data_that_of_its_recorded_format()
    {
        var first = _folder.PathOf("first");
        FlowCall.Train(first, "--data", _folder.Write("images", IdxBytes.Grey(40, 8, 8)), "--max-steps", "1");
        var call = Call("--config", first, "--epochs", "1", "--data", _folder.Write("images.npy", NpyBytes.Counting(50, 8, 8)), "--json");
        Assert.Equal(12, call.Json().GetProperty("steps").GetInt32());
        Assert.Equal(
            [$"note: {Path.Combine(first, "config.json")}: trainImages was 36 and is 45 now",
             $"note: {Path.Combine(first, "config.json")}: testImages was 4 and is 5 now"],
            call.ErrorLines[..2]);
    }

    [Fact]
    public void Numbers_have_a_point_whatever_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = commas;
            var run = Train(["--config", Config("""{ "training": { "learningRate": 0.25, "initImages": 20 }, "model.width": 4 }""")[1],
                "--set", "training.learningRateDecay=0.5", "--max-steps", "0"]);
            Assert.Equal(
                (0.25, 0.5),
                (run["training"]!["learningRate"]!.GetValue<double>(), run["training"]!["learningRateDecay"]!.GetValue<double>()));
            Assert.Equal("--set training.learningRate: expected a number such as 0.001, got '0,5'.",
                Assert.Single(Call("--set", "training.learningRate=0,5").ErrorLines));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("""{ "trainning": { "warmup": 1 } }""", "expected keys of a run's config.json, got 'trainning'. The closest is training.")]
    [InlineData("""{ "training": { "learningrate": 1 } }""", "expected keys of a run's config.json, got 'training.learningrate'. The closest is training.learningRate.")]
    [InlineData("""{ "lr": 1 }""", "expected keys of a run's config.json, got 'lr'. The closest is training.learningRate.")]
    [InlineData("""{ "training": { "learningRate": "fast" } }""", "training.learningRate: expected a number such as 0.001, got \"fast\".")]
    [InlineData("""{ "training": { "learningRate": -1 } }""", "training.learningRate: expected a number above 0, got -1.")]
    [InlineData("""{ "training": { "warmup": 1.5 } }""", "training.warmup: expected a whole number from 0 to 2147483647, got '1.5'.")]
    [InlineData("""{ "training": { "warmup": [1] } }""", "training.warmup: expected a whole number, got [1].")]
    [InlineData("""{ "training": { "flip": 1 } }""", "training.flip: expected true or false, got 1.")]
    [InlineData("""{ "training": { "optimizer": "sgd" } }""", "training.optimizer: expected ")]
    [InlineData("""{ "training": 7 }""", "training: expected an object, got 7.")]
    [InlineData("""{ "training": { "warmup": 1 }, "training.warmup": 1 }""", "training.warmup: expected one value, got 2. Give it once.")]
    [InlineData("""{ "seed": 1, "training": { "seed": 2 } }""", "training.seed: expected 1, as seed has it, got 2. Leave one of them out.")]
    [InlineData("""{ "model": { "padded": "3x" } }""", "model.padded: expected even, or a size such as 32 or 32x48, got '3x'.")]
    [InlineData("""{ "model": { "levels": 3 } }""", "model.levels: expected at most 2 for 1×28×28 images,")]
    [InlineData("""{ "model": { "classes": -1 } }""", "model.classes: expected a whole number, got -1.")]
    [InlineData("""{ "model": { "alpha": 0.05 } }""", "model.alpha: expected 1E-06, which no run has otherwise, got 0.05.")]
    [InlineData("""{ "preset": "cifar10" }""", "preset cifar10: expected 3×32×32 images, got 1×28×28. Give ")]
    [InlineData("""{ "preset": "" }""", "preset: expected a text, got \"\".")]
    [InlineData("""{ "preset": "\ud800" }""", "expected text that is Unicode, got ")]
    [InlineData("""{ "warmup": 1, "warmup": 2 }""", "expected JSON, got ")]
    [InlineData("[1]", "expected an object, got [1].")]
    [InlineData("null", "expected an object, got null.")]
    [InlineData("not JSON", "expected JSON, got ")]
    public void What_is_wrong_in_a_file_is_one_line_with_the_file_and_the_key(string json, string line)
    {
        var file = Config(json)[1];
        var call = Call("--config", file);
        Assert.Equal(2, call.Code);
        var problem = Assert.Single(call.ErrorLines);
        Assert.StartsWith($"{file}: {line}", problem, StringComparison.Ordinal);
        Assert.Equal(["file-0.json"], _folder.Names);
    }

    [Theory]
    [InlineData("--set: expected a key of a run's config.json, got 'training.lr'. The closest is training.", "training.lr=1")]
    [InlineData("--set: expected a key that can be chosen, got 'trainImages'. The closest is ", "trainImages=3")]
    [InlineData("--set training.warmup: expected training.warmup=value, got 'training.warmup'.", "training.warmup")]
    [InlineData("--set training.warmup: expected a whole number, got ''.", "training.warmup=")]
    [InlineData("--set training.warmup: expected one value, got 2. Give it once.", "training.warmup=1", "training.warmup=1")]
    [InlineData("--set training.flip: expected true or false, got 'yes'.", "training.flip=yes")]
    [InlineData("--set model.classes: expected a whole number, got 'ten'.", "model.classes=ten")]
    [InlineData("--set sampleEvery: expected 0 or more, got -1.", "sampleEvery=-1")]
    [InlineData("--set device: expected auto, cpu, cuda[:i], opencl[:i] or ilgpu-cpu, got 'gpu'.", "device=gpu")]
    public void What_is_wrong_with_set_is_one_line_with_the_key(string line, params string[] sets)
    {
        var call = Call([.. sets.SelectMany(set => (string[])["--set", set])]);
        Assert.Equal(2, call.Code);
        Assert.StartsWith(line, Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_wrong_call()
    {
        var call = Call("--config", _folder.PathOf("missing.json"));
        Assert.Equal((2, $"{_folder.PathOf("missing.json")}: expected a run's config.json, or a file with some of its keys, got no such file. Check the path."),
            (call.Code, Assert.Single(call.ErrorLines)));
    }

    /// <summary>Trains, trains again from the folder alone, and compares every file but for times.</summary>
    private void Repeat(params string[] options)
    {
        var (first, second) = (_folder.PathOf("first"), _folder.PathOf("second"));
        FlowCall.Train(first, options.Contains("--epochs") ? options : ["--max-steps", "3", .. options]);
        var again = FlowCall.Run("train", "--config", first, "--out", second);
        Assert.True(again.Code == 0, again.Error);
        Assert.DoesNotContain("note:", again.Error, StringComparison.Ordinal);
        Assert.Equal(Lines(first), Lines(second));
        Assert.Equal(Files(first), Files(second));
        foreach (var name in Files(first).Where(name => name != "metrics.jsonl"))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, name)), File.ReadAllBytes(Path.Combine(second, name)));
        }
    }

    // What times are drawn in or named by differs in every run.
    private static string[] Files(string run) =>
        [.. Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(run, file))
            .Where(name => name is not "curves.png" && !name.StartsWith(RunFolder.EventFilePrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static string[] Lines(string run) => [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
    {
        var members = JsonNode.Parse(line)!.AsObject();
        foreach (var name in members.Select(member => member.Key).Where(IsOfTheMachine).ToArray())
        {
            members.Remove(name);
        }

        Assert.True(members.Count > 6);
        return members.ToJsonString();
    })];

    private static bool IsOfTheMachine(string name) => name is "ms" or "imagesPerSecond" or "dataWaitShare"
        || name.EndsWith("Ms", StringComparison.Ordinal)
        || (name.EndsWith("Bytes", StringComparison.Ordinal) && name is not ("roundTripBytes" or "differingBytes"));

    private string[] Config(string json)
    {
        var file = _folder.PathOf($"file-{_runs++}.json");
        File.WriteAllText(file, json);
        return ["--config", file];
    }

    private FlowCall Call(params string[] args) => FlowCall.Run(["train", "--out", _folder.PathOf("run"), .. args]);

    private JsonNode Train(string[] args)
    {
        var call = Call(args);
        Assert.True(call.Code == 0, call.Error);
        return JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.PathOf("run"), "config.json")))!;
    }
}
