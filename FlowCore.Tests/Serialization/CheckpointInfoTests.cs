using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class CheckpointInfoTests : IDisposable
{
    private static readonly FlowConfig Config = SmallFlows.Config(new ImageShape(3, 8, 8)) with { Prior = "learned" };

    private readonly CpuBackend _backend = new(threads: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly FlowModel _model;

    public CheckpointInfoTests()
    {
        _path = _folder.PathOf("model.safetensors");
        var images = TestImages.Noise(Config.Image, 32, seed: 1);
        _model = new FlowModel(Config, _backend);
        var options = new TrainingOptions { BatchSize = 8, MaxSteps = 3, AverageDecay = 0.9, Seed = 4 };
        using var trainer = new Trainer(_model, images, options);
        trainer.Initialize();
        for (var step = 0; step < 3; step++)
        {
            trainer.RunStep();
        }

        Checkpoint.Save(_path, _model, trainer.State, options);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void It_says_what_the_loaded_model_is()
    {
        var info = Checkpoint.InfoOf(_path);
        Assert.Equal((_path, new FileInfo(_path).Length, "flowcore-2", 3), (info.Path, info.Bytes, info.Format, info.Step));
        Assert.Equal((Config, _model.ToString()), (info.Config, info.Tree));
        Assert.Equal((_model.Arena.Count, _model.FixedEntries), (info.Parameters, info.FixedEntries));
        Assert.Equal(Checkpoint.HashOf(_path), info.Hash);
        Assert.True(info.HasAverage && info.HasTrainingState);
        Assert.Equal(["adam.firstMoment", "adam.secondMoment", "average"], info.Sections);
        Assert.Equal(Checkpoint.TrainingOf(_path), info.Training);

        // The model alone, as the best checkpoint of a run is.
        Checkpoint.Save(_path, _model, step: 5);
        info = Checkpoint.InfoOf(_path);
        Assert.Equal((5, _model.Arena.Count), (info.Step, info.Parameters));
        Assert.False(info.HasAverage || info.HasTrainingState);
        Assert.Null(info.Training);
    }

    [Fact]
    public void The_counts_by_part_add_up_to_the_model()
    {
        var counts = PartCount.Of(Checkpoint.InfoOf(_path).Levels);
        Assert.Equal(_model.Arena.Count, counts.Sum(count => count.Parameters));
        Assert.Equal(_model.FixedEntries, counts.Sum(count => count.Fixed));
        Assert.Equal(
            ["finc", "actnorm", "conv1x1", "coupling", "split.coupling", "prior"],
            counts.Where(count => count.Level == "level1").Select(count => count.Kind));
        Assert.All(
            counts.Where(count => count.Kind is "finc" or "coupling"), count => Assert.Equal(Config.StepsPerLevel, count.Layers));

        // Two units of a name in a step are two kinds.
        var twice = new FlowBuilder(SmallFlows.Config(Config.Image, levels: 1) with { Step = "coupling,actnorm,coupling" }).BuildLevels();
        Assert.Equal(["coupling", "actnorm", "coupling2"], PartCount.Of(twice).Select(count => count.Kind));
    }

    [Fact]
    public void It_reads_the_header_alone()
    {
        var bytes = File.ReadAllBytes(_path);
        var start = 8 + (int)BitConverter.ToInt64(bytes);
        bytes.AsSpan(start).Fill(0xFF);
        File.WriteAllBytes(_path, bytes);
        Assert.Equal(_model.ToString(), Checkpoint.InfoOf(_path).Tree);
        Assert.Throws<FlowException>(() => Checkpoint.Load(_path, _backend));
    }

    [Fact]
    public void A_file_of_the_format_before_is_read_too()
    {
        using (var resource = typeof(CheckpointInfoTests).Assembly.GetManifestResourceStream("without-hash.safetensors")!)
        using (var file = File.Create(_path))
        {
            resource.CopyTo(file);
        }

        var info = Checkpoint.InfoOf(_path);
        Assert.Equal(("flowcore-1", 40, null), (info.Format, info.Step, info.Hash));
        Assert.Equal(new FlowConfig { Image = new ImageShape(1, 28, 28), Levels = 1, StepsPerLevel = 1, Width = 4 }, info.Config);
        Assert.Equal(info.Parameters, PartCount.Of(info.Levels).Sum(count => count.Parameters));
    }

    [Fact]
    public void A_model_of_parts_has_its_numbers_and_no_tree()
    {
        var builder = new FlowBuilder(Config);
        using var parts = new FlowModel(builder.BuildPixelMap(), builder.BuildLevels(), _backend);
        parts.MarkInitialized();
        Checkpoint.Save(_path, parts, step: 1);
        var info = Checkpoint.InfoOf(_path);
        Assert.Equal((null, null, parts.Arena.Count), (info.Config, info.Tree, info.Parameters));
        Assert.Empty(PartCount.Of(info.Levels));
    }

    [Theory]
    [InlineData(null, "another kind of safetensors file, without a format, of 2 tensors, the first 'latent.1' F32 [2, 3].")]
    [InlineData("flowcore-latents-1", "another kind of safetensors file, format 'flowcore-latents-1', of 2 tensors, the first 'latent.1' F32 [2, 3].")]
    [InlineData("flowcore-", "another kind of safetensors file, format 'flowcore-', of 2 tensors, the first 'latent.1' F32 [2, 3].")]
    [InlineData("pt", "another kind of safetensors file, format 'pt', of 2 tensors, the first 'latent.1' F32 [2, 3].")]
    public void Another_kind_of_file_is_called_so(string? format, string got)
    {
        var writer = new SafeTensorsWriter();
        if (format is not null)
        {
            writer.AddMetadata("format", format);
        }

        writer.Add("latent.1", new Shape(2, 3), new float[6]);
        writer.Add("latent.2", new Shape(2), new float[2]);
        writer.Save(_path);
        Assert.Equal($"{_path}: expected a model, got {got} It was not written as a checkpoint.", Refusal());
    }

    [Fact]
    public void Damaged_files_and_those_of_later_versions_are_refused_in_a_line()
    {
        var whole = File.ReadAllBytes(_path);
        foreach (var length in (int[])[0, 5, 100, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(_path, whole[..length]);
            Assert.StartsWith($"{_path}: expected ", Refusal(), StringComparison.Ordinal);
        }

        File.WriteAllText(_path, "<html>a page that says 404, saved under the name of a model</html>");
        Assert.StartsWith($"{_path}: expected a header of at most ", Refusal(), StringComparison.Ordinal);

        var header = System.Text.Encoding.Latin1.GetString(whole);
        File.WriteAllBytes(_path, System.Text.Encoding.Latin1.GetBytes(header.Replace("flowcore-2", "flowcore-9", StringComparison.Ordinal)));
        Assert.Equal($"{_path}: expected format flowcore-2, got 'flowcore-9'. Use the version that wrote it.", Refusal());
        File.WriteAllBytes(_path, System.Text.Encoding.Latin1.GetBytes(header.Replace("step1.finc", "step1.fink", StringComparison.Ordinal)));
        Assert.StartsWith($"{_path}: level1.step1.finc.weight: expected a tensor [", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_another_version_are_left_out()
    {
        var bytes = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(_path));
        File.WriteAllBytes(_path, System.Text.Encoding.Latin1.GetBytes(bytes.Replace("microBatch", "macroBatch", StringComparison.Ordinal)));
        Assert.Null(Checkpoint.InfoOf(_path).Training);
    }

    private string Refusal() => Assert.Throws<FlowException>(() => Checkpoint.InfoOf(_path)).Message;
}
