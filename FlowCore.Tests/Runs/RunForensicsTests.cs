using System.Text.Json;
using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Runs;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Runs;

/// <summary>A run over data of which one image makes the density infinite.</summary>
public sealed class RunForensicsTests : IDisposable
{
    // One that comes last in the first epoch, so that the model's start is from others.
    private static readonly int Poisoned = Order()[^1];
    private static readonly ImageShape Gray8 = new(1, 8, 8);

    private readonly TemporaryFolder _folder = new();
    private readonly Lines _lines = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_bad_image_is_told_by_its_id_kept_with_its_batch_and_trained_around()
    {
        var result = Run(most: 10, steps: 12);
        Assert.Equal(12, result.SavedStep);

        // Each image comes once an epoch, which is four steps.
        var steps = Directory.EnumerateDirectories(Path.Combine(_folder.PathOf("run"), "forensics")).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(3, steps.Length);
        var notes = _lines.Noted.Where(line => line.StartsWith("refused ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(steps.Length, notes.Length);
        foreach (var (path, note) in steps.Zip(notes))
        {
            Assert.EndsWith($"; image ids {Poisoned} (8 in the batch), kept in {path}", note, StringComparison.Ordinal);
            Assert.Equal(["images.npy", "images.png", "step.json"], Directory.EnumerateFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            var known = JsonDocument.Parse(File.ReadAllText(Path.Combine(path, "step.json"))).RootElement;
            Assert.Equal("level1.step1.spike", known.GetProperty("layer").GetString());
            Assert.Contains(known.GetProperty("logDensity").GetString(), (string[])["NaN", "-Infinity"]);
            var ids = known.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            Assert.Equal(8, ids.Length);
            Assert.Equal([Poisoned], known.GetProperty("suspects").EnumerateArray().Select(id => id.GetInt32()));

            // What was kept is data that can be looked at and trained on.
            var kept = new DataFormats(DataFormats.Arrays).Open(Path.Combine(path, "images.npy"), new DataOptions { Format = "numpy-nchw" });
            Assert.Equal((Gray8, 8), (kept.All.Shape, kept.All.Count));
            Assert.Equal(Images().Batch(ids).Pixels, kept.All.Batch([.. Enumerable.Range(0, 8)]).Pixels);
        }

        Assert.All(Metrics(), line => Assert.Equal(
            line.TryGetProperty("refused", out _), line.GetProperty("bpd").ValueKind == JsonValueKind.Null));
    }

    [Fact]
    public void More_bad_steps_than_may_be_end_the_run_with_its_last_good_model_saved()
    {
        var failure = Assert.Throws<FlowException>(() => Run(most: 1, steps: 40));
        Assert.StartsWith("training: expected at most 1 bad steps, got 2; step ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("first not finite after level1.step1.spike", failure.Message, StringComparison.Ordinal);
        var run = _folder.PathOf("run");
        Assert.Equal(2, Directory.EnumerateDirectories(Path.Combine(run, "forensics")).Count());
        Assert.True(File.Exists(Path.Combine(run, "checkpoints", "last.safetensors")));
        Assert.DoesNotContain(_lines.Noted, line => line.StartsWith("not saved", StringComparison.Ordinal));
    }

    private RunResult Run(int most, int steps)
    {
        using var backend = new CpuBackend(threads: 1);
        var plan = new RunPlan
        {
            Name = "spiked",
            Model = SmallFlows.Config(Gray8) with { Step = "spike,actnorm,plu,coupling" },
            Catalog = FlowCatalog.Standard.With(new FlowUnit("spike", "this test", site => new Spike(site.Name, site.Shape))),
            Training = new TrainingOptions { BatchSize = 8, MaxSteps = steps, InitImages = 8, MaxBadSteps = most },
            Data = new RunData("noise", "noise", Images(), null, null),
            Folder = _folder.PathOf("run"),
            SavePicture = (path, images, bits) => new PictureGrid(images.Shape, images.Count, bits).Save(path, images),
        };
        using var run = new TrainingRun(plan, backend, _lines);
        return run.Execute();
    }

    private static int[] Order()
    {
        var order = new int[32];
        new BatchOrder(order.Length, seed: 0).Fill(0, order);
        return order;
    }

    // No pixel is bright but those of one image.
    private static InMemoryImageSet Images() => TestImages.Of(
        Gray8, 32, (n, _, y, x) => n == Poisoned ? 255 : ((n * 37) + (y * 19) + (x * 7)) % 200);

    private JsonElement[] Metrics() =>
        [.. File.ReadLines(Path.Combine(_folder.PathOf("run"), "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];

    private sealed class Lines : IRunObserver
    {
        public List<string> Noted { get; } = [];

        public void Note(string line) => Noted.Add(line);
    }

    /// <summary>The identity, whose log-det in the first step of a flow is NaN where a pixel is as bright as it can be.</summary>
    private sealed class Spike(string name, ImageShape shape) : Bijector(name, shape, shape)
    {
        private const float Bright = 5; // The log-odds of 255 of 256 are 5.5 or more.

        protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) => (x, LogDet(x));

        protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
            (z, z.Tape.ZeroLogDet(z.Shape.Batch));

        private Variable LogDet(Variable x)
        {
            var (samples, plane, values) = (x.Shape.Batch, x.Shape.Plane, new float[x.Shape.Count]);
            x.Tape.Backend.Read(x.Value, values);
            var logDet = new float[samples];
            for (var i = 0; i < values.Length; i++)
            {
                if (Name == "level1.step1.spike" && values[i] > Bright)
                {
                    logDet[i / plane % samples] = float.NaN;
                }
            }

            var result = x.Tape.Allocate(new Shape(samples));
            x.Tape.Backend.Write(logDet, result);
            return x.Tape.Record(result, [], _ => { });
        }
    }
}
