using FlowCore.Tests.Support;
using FlowCore.Tests.Tools;
using FlowCore.Tools.Plotting;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Plotting;

public sealed class CurvesObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Picture => Path.Combine(_folder.PathOf("run"), "curves.png");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_leaves_its_curves_and_one_without_steps_has_none()
    {
        FlowCall.Train(_folder.PathOf("run"), "--max-steps", "3");
        using var picture = SKBitmap.Decode(Picture);
        Assert.Equal(1400, picture.Width);
        FlowCall.Train(_folder.PathOf("none"), "--max-steps", "0");
        Assert.False(File.Exists(Path.Combine(_folder.PathOf("none"), "curves.png")));
    }

    [Fact]
    public void A_run_that_fails_or_is_stopped_leaves_the_curves_up_to_there()
    {
        var call = FlowCall.Run(
            ["train", .. FlowCall.Tiny, "--out", _folder.PathOf("run"), "--lr", "1e18", "--warmup", "0", "--grad-clip-norm", "0"]);
        Assert.Equal(1, call.Code);
        Assert.True(File.Exists(Picture));
        File.Delete(Picture);

        using var stop = new CancellationTokenSource();
        using var error = new InterruptingWriter("step 50/", stop);
        FlowCall.Run(error, stop.Token, ["train", .. FlowCall.Tiny, "--max-steps", "5000", "--out", _folder.PathOf("stopped")]);
        Assert.True(File.Exists(Path.Combine(_folder.PathOf("stopped"), "curves.png")));
    }

    [Fact]
    public void The_file_is_what_is_drawn_so_that_a_resumed_run_begins_at_its_beginning()
    {
        var whole = new MetricsReader(Metrics(1, 2, 3));
        whole.ReadOn();
        var path = Metrics(1, 2);
        var resumed = new MetricsReader(path);
        resumed.ReadOn();
        File.AppendAllText(path, Line(3));
        resumed.ReadOn();
        CurvesPicture.Save(whole.Curves, "run", _folder.PathOf("whole.png"));
        CurvesPicture.Save(resumed.Curves, "run", _folder.PathOf("resumed.png"));
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("whole.png")), File.ReadAllBytes(_folder.PathOf("resumed.png")));
    }

    private string Metrics(params int[] steps)
    {
        var path = _folder.PathOf($"metrics-{steps.Length}.jsonl");
        File.WriteAllText(path, string.Concat(steps.Select(Line)));
        return path;
    }

    private static string Line(int step) => $"{{\"step\":{step},\"bpd\":4,\"gradNorm\":100,\"lr\":0.1}}\n";
}
