using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Runs;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Runs;

/// <summary>Runs whose likelihood is fine and whose inverse is not.</summary>
public sealed class LostInverseTests : IDisposable
{
    private static readonly ImageShape Image = new(1, 64, 64);
    private static readonly InMemoryImageSet Images = TestImages.Of(Image, 16, (n, _, row, column) => (n + row + (2 * column)) % 256);

    private readonly TemporaryFolder _folder = new();
    private readonly CpuBackend _backend = new();

    public void Dispose()
    {
        _backend.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_ends_with_the_layer_that_lost_it_and_keeps_the_model_from_before()
    {
        var lost = Assert.Throws<FlowException>(() => Execute(bound: 0));
        Assert.Matches(
            "^training, step \\d+: expected gains and condition numbers of at most 1e\\+06, got level1\\.step1\\.finc, whose inverse has a gain of ",
            lost.Message);

        var (model, step) = Checkpoint.Load(Path.Combine(_folder.PathOf("run"), "checkpoints", "last.safetensors"), _backend);
        using var kept = model;
        Assert.InRange(step, 0, 29);
        Assert.Null(StabilityReport.Of(kept).Beyond(StabilityReport.MostAmplification));
    }

    [Fact]
    public void With_a_bound_it_goes_on_and_writes_down_the_gains_that_it_saw()
    {
        var result = Execute(bound: 5);
        Assert.Equal(30, result.SavedStep);
        var lines = File.ReadAllLines(result.Folder.Metrics);
        Assert.Equal(30, lines.Length);
        Assert.All(lines, line =>
        {
            using var json = System.Text.Json.JsonDocument.Parse(line);
            Assert.InRange(json.RootElement.GetProperty("largestGain").GetDouble(), 1, 5);
            Assert.EndsWith(".finc", json.RootElement.GetProperty("largestGainLayer").GetString(), StringComparison.Ordinal);
            Assert.InRange(json.RootElement.GetProperty("largestCondition").GetDouble(), 1, 1e3);
        });
    }

    private RunResult Execute(double bound)
    {
        using var run = new TrainingRun(
            new RunPlan
            {
                Name = "lost",
                Model = SmallFlows.Config(Image, levels: 1, steps: 1, width: 4),
                Training = new TrainingOptions
                {
                    BatchSize = 4,
                    MaxSteps = 30,
                    InitImages = 16,
                    LearningRate = 0.1,
                    Warmup = 0,
                    GradClipNorm = 0,
                    BoundGain = bound,
                },
                Data = new RunData("made", "made", Images, null, Images),
                Folder = _folder.PathOf("run"),
                GainEvery = 1,
                CheckpointEvery = 1,
            },
            _backend);
        return run.Execute();
    }
}
