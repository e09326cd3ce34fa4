using System.Text.Json;
using FlowCore.Backends.Cpu;
using FlowCore.Runs;
using FlowCore.TensorBoard;
using FlowCore.Tensors;
using FlowCore.Tests.Runs;
using FlowCore.Tests.Support;
using FlowCore.Tests.Tools;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.TensorBoard;

public sealed class TensorBoardLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_event_file_has_the_numbers_and_the_pictures_that_the_folder_has()
    {
        FlowCall.Train(Out, "--max-steps", "3", "--sample-every", "2");
        var events = EventReader.Read(Assert.Single(EventFiles()));
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.All(events, each => Assert.InRange(each.WallTime, Now() - 600, Now() + 1));

        // Scalars: those of metrics.jsonl, number for number.
        var scalars = events.Where(each => each.Summary?.Values[0].SimpleValue is not null).ToArray();
        Assert.Equal([1L, 2, 3], scalars.Select(each => each.Step));
        foreach (var (each, line) in scalars.Zip(File.ReadLines(Path.Combine(Out, "metrics.jsonl"))))
        {
            var numbers = JsonDocument.Parse(line).RootElement.EnumerateObject()
                .Where(member => member.Value.ValueKind == JsonValueKind.Number && member.Name != "step").ToArray();
            Assert.Equal(numbers.Select(member => member.Name), each.Summary!.Values.Select(value => value.Tag.Split('/')[1]));
            Assert.Equal(numbers.Select(member => (float)member.Value.GetDouble()), each.Summary!.Values.Select(value => value.SimpleValue!.Value));
        }

        Assert.Contains(scalars[2].Summary!.Values, value => value.Tag == "evaluation/validBpd");
        Assert.Contains(scalars[2].Summary!.Values, value => value.Tag == "latents/latent1Std");

        // Pictures: the bytes of the files.
        var pictures = events.Where(each => each.Summary?.Values[0].Picture is not null).ToArray();
        Assert.Equal([0L, 2, 3], pictures.Select(each => each.Step));
        foreach (var each in pictures)
        {
            var value = Assert.Single(each.Summary!.Values);
            Assert.Equal("samples", value.Tag);
            Assert.Equal(File.ReadAllBytes(Path.Combine(Out, "samples", $"step-{each.Step:D6}.png")), value.Picture!.Encoded);
            Assert.Equal((8 * 57) + 1, value.Picture.Width);
            Assert.Equal((8 * 57) + 1, value.Picture.Height);
        }
    }

    [Fact]
    public void Each_start_has_a_later_file_that_takes_back_the_steps_it_does_again()
    {
        var folder = RunFolder.Create(Out, TestRuns.Record("any"));
        Start(folder, first: 1, last: 4);
        Start(folder, first: 3, last: 5);
        Start(folder, first: 6, last: 6);
        var files = EventFiles();
        Assert.Equal(3, files.Length);
        Assert.Equal([1L, 3, 6], files.Select(file => EventReader.Read(file)
            .Single(each => each.SessionLog?.Status == SessionLogMessage.Start).Step));

        // TensorBoard reads the files in the order of their names and drops from a later START on.
        var shown = new List<long>();
        foreach (var each in files.SelectMany(EventReader.Read))
        {
            if (each.SessionLog is not null)
            {
                shown.RemoveAll(step => step >= each.Step);
            }
            else if (each.Summary is not null)
            {
                shown.Add(each.Step);
            }
        }

        Assert.Equal([1L, 2, 3, 4, 5, 6], shown);
    }

    [Fact]
    public void A_record_that_a_killed_start_left_torn_is_gone_after_the_next()
    {
        var folder = RunFolder.Create(Out, TestRuns.Record("any"));
        Start(folder, first: 1, last: 2);
        var file = Assert.Single(EventFiles());
        var whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, [.. whole, .. whole[..30]]);
        Start(folder, first: 3, last: 3);
        var kept = File.ReadAllBytes(file);
        Assert.StartsWith(Convert.ToHexString(whole), Convert.ToHexString(kept), StringComparison.Ordinal);
        EventReader.Read(file);
    }

    [Fact]
    public void A_number_that_is_not_finite_stays_so_and_a_picture_that_is_no_png_is_refused()
    {
        var folder = RunFolder.Create(Out, TestRuns.Record("any"));
        var picture = _folder.PathOf("picture.png");
        File.WriteAllText(picture, "no picture, but long enough to be one");
        Run(folder, log =>
        {
            log.Show(Reports.Of(step: 1, bits: double.NaN));
            Assert.StartsWith(
                $"{picture}: expected a PNG picture", Assert.Throws<FlowException>(() => log.Sampled(1, picture)).Message, StringComparison.Ordinal);
        });
        var scalars = EventReader.Read(Assert.Single(EventFiles())).Single(each => each.Summary is not null).Summary!.Values;
        Assert.True(float.IsNaN(scalars.Single(value => value.Tag == "train/bpd").SimpleValue!.Value));
    }

    private static void Start(RunFolder folder, int first, int last) => Run(folder, log =>
    {
        for (var step = first; step <= last; step++)
        {
            log.Show(Reports.Of(step));
        }
    });

    private static void Run(RunFolder folder, Action<IRunObserver> steps)
    {
        using var backend = new CpuBackend(threads: 1);
        var images = TestImages.Noise(new ImageShape(1, 4, 4), 4, seed: 1);
        var plan = new RunPlan
        {
            Name = "any",
            Model = SmallFlows.Config(images.Shape, levels: 1, steps: 1, width: 4),
            Training = new TrainingOptions { BatchSize = 2, InitImages = 4 },
            Data = new RunData("noise", "noise", images, Valid: null, Test: null),
        };
        using var run = new TrainingRun(plan, backend);
        IRunObserver log = new TensorBoardLog();
        log.Begin(run, folder, run.Record);
        log.Watch(() => steps(log));
    }

    private string[] EventFiles() =>
        [.. Directory.GetFiles(Out, "events.out.tfevents.*").Order(StringComparer.Ordinal)];

    private static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
}
