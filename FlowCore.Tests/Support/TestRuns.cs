using System.Text.Json.Nodes;
using FlowCore.Backends.Cpu;
using FlowCore.Runs;
using FlowCore.Tensors;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Support;

/// <summary>Runs that take no time, and what is left of them.</summary>
internal static class TestRuns
{
    /// <summary>The record of a run that was not.</summary>
    public static RunRecord Record(string preset) => RunRecord.Of(Plan() with { Name = preset }, "cpu");

    /// <summary>Ten steps of a tiny model on noise, with validation images, evaluations, pictures and checkpoints on the way.</summary>
    public static RunPlan Plan(string? folder = null, string? resume = null)
    {
        var image = new ImageShape(1, 4, 4);
        return new RunPlan
        {
            Name = "tiny",
            Model = SmallFlows.Config(image, levels: 1, steps: 1, width: 4),
            Training = new TrainingOptions { BatchSize = 6, InitImages = 12, MaxSteps = 10, Warmup = 3, Flip = true, Seed = 5 },
            Data = new RunData(
                "noise", "noise", TestImages.Noise(image, 40, seed: 1), TestImages.Noise(image, 10, seed: 2), TestImages.Noise(image, 10, seed: 3)),
            Folder = folder,
            Resume = resume,
            SampleEvery = 5,
            CheckpointEvery = 2,
            EvaluateEvery = 5,
            SavePicture = (path, images, _) => File.WriteAllBytes(path, images.Pixels),
        };
    }

    /// <summary>Runs a plan to its end, or until it is asked to stop.</summary>
    public static RunResult Run(RunPlan plan, IRunObserver? observer = null, CancellationToken stop = default)
    {
        using var backend = new CpuBackend(threads: 1, poisonMemory: true);
        using var run = new TrainingRun(plan, backend, observer);
        return run.Execute(stop);
    }

    /// <summary>The lines of a run's metrics, without the times.</summary>
    public static string[] Metrics(string run) => [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
    {
        var members = JsonNode.Parse(line)!.AsObject();
        Assert.All(
            ["ms", "imagesPerSecond", "dataWaitShare", "dataMs", "forwardMs", "backwardMs", "optimizerMs"],
            name => Assert.True(members.Remove(name)));
        Assert.All(["managedBytes", "nativeBytes", "workingSetBytes"], name => members.Remove(name));
        return members.ToJsonString();
    })];

    /// <summary>The steps that a run's metrics have a line of.</summary>
    public static IEnumerable<int> Steps(string run) =>
        Metrics(run).Select(line => JsonNode.Parse(line)!["step"]!.GetValue<int>());

    /// <summary>
    /// The files of a run but for those that depend on where it was stopped, or on the time: checkpoints before the last, event
    /// files and curves.
    /// </summary>
    public static string[] Files(string run) => [.. Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(run, file).Replace('\\', '/'))
        .Where(file => !file.StartsWith("checkpoints/step-", StringComparison.Ordinal)
            && !file.StartsWith(RunFolder.EventFilePrefix, StringComparison.Ordinal) && file != "curves.png")
        .Order(StringComparer.Ordinal)];

    /// <summary>Compares two runs file by file: those are the same to the bit, but for the times in the metrics.</summary>
    public static void AssertSame(string expected, string actual)
    {
        Assert.Equal(Metrics(expected), Metrics(actual));
        Assert.Equal(Files(expected), Files(actual));
        foreach (var file in Files(expected).Where(file => file != "metrics.jsonl"))
        {
            Assert.True(
                File.ReadAllBytes(Path.Combine(expected, file)).SequenceEqual(File.ReadAllBytes(Path.Combine(actual, file))),
                $"{file} differs");
        }
    }
}
