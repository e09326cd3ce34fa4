using System.Text.Json;
using FlowCore.Runs;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Runs;

public sealed class RunHistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.PathOf("run");

    private string Last => Path.Combine(Run, "checkpoints", "last.safetensors");

    private string Metrics => Path.Combine(Run, "metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_what_the_metrics_of_the_run_say()
    {
        TestRuns.Run(TestRuns.Plan(Run));
        var history = RunHistory.Of(Last)!;
        var lines = File.ReadLines(Metrics).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal((Run, 10, 0), (history.Folder, history.Steps, history.RefusedSteps));
        Assert.Equal(lines.Average(line => line.GetProperty("bpd").GetDouble()), history.LastBits);
        Assert.Equal(lines.Sum(line => line.GetProperty("ms").GetDouble()), history.Time.TotalMilliseconds, 1e-2);
        var best = lines.Where(line => line.TryGetProperty("validBpd", out _))
            .SelectMany(line => (double[])[line.GetProperty("validBpd").GetDouble(), line.GetProperty("emaValidBpd").GetDouble()])
            .Min();
        Assert.Equal(best, history.Best!.Best);
        Assert.Equal(("tiny", 40, null), (history.Record!.Preset, history.Record.TrainImages, history.Problem));
    }

    [Fact]
    public void Lines_that_are_none_are_passed_over_and_refused_steps_counted()
    {
        TestRuns.Run(TestRuns.Plan(Run));
        File.WriteAllText(Metrics, """
            {"step":1,"bpd":8,"ms":1000}
            {"step":2,"bpd":null,"ms":500,"refused":"a norm of NaN"}
            no object
            [1]
            {"bpd":1}
            {"step":3,"bpd":6,"ms":500,"validBpd":5.5}
            {"step":4,"bpd":4,"ms":500,"validBpd":7}
            {"step":5,"bp
            """);
        var history = RunHistory.Of(Last)!;
        Assert.Equal(
            (4, 1, 2.5, 6.0, new RunScore(3, 5.5, null)),
            (history.Steps, history.RefusedSteps, history.Time.TotalSeconds, history.LastBits, history.Best));
        File.Delete(Metrics);
        Assert.Equal((0, null, null), (RunHistory.Of(Last)!.Steps, RunHistory.Of(Last)!.LastBits, RunHistory.Of(Last)!.Best));
    }

    [Fact]
    public void The_loss_is_averaged_over_the_last_steps()
    {
        TestRuns.Run(TestRuns.Plan(Run));
        File.WriteAllLines(Metrics, Enumerable.Range(1, 250).Select(step => $$"""{"step":{{step}},"bpd":{{step}},"ms":1}"""));
        Assert.Equal((151 + 250) / 2.0, RunHistory.Of(Last)!.LastBits);
    }

    [Fact]
    public void A_record_of_another_version_is_told_and_the_rest_is_there()
    {
        TestRuns.Run(TestRuns.Plan(Run));
        var config = Path.Combine(Run, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("gainLimit", "gainBorder", StringComparison.Ordinal));
        var history = RunHistory.Of(Last)!;
        Assert.Equal((10, null), (history.Steps, history.Record));
        Assert.StartsWith($"{config}: expected the configuration of a run, got other JSON", history.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_elsewhere_has_none()
    {
        TestRuns.Run(TestRuns.Plan(Run));
        File.Copy(Last, _folder.PathOf("copy.safetensors"));
        Assert.Null(RunHistory.Of(_folder.PathOf("copy.safetensors")));
    }

    [Theory]
    [InlineData(3.0, null, 3.0)]
    [InlineData(3.0, 2.0, 2.0)]
    [InlineData(2.0, 3.0, 2.0)]
    [InlineData(double.NaN, 3.0, 3.0)]
    [InlineData(3.0, double.NaN, 3.0)]
    public void The_better_of_both_weights_counts(double raw, double? average, double best) =>
        Assert.Equal(best, new RunScore(1, raw, average).Best);
}
