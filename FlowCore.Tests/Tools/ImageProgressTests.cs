using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class ImageProgressTests
{
    private static readonly TimeSpan LongerThanAFrame = TimeSpan.FromMilliseconds(600);

    [Fact]
    public void A_terminal_has_one_line_that_is_drawn_over_and_taken_away()
    {
        using var error = new StringWriter();
        using (var progress = new ImageProgress(new Terminal(TextWriter.Null, error, Live: true), "scored", 12000))
        {
            progress.Show(100);
            Assert.Equal("", error.ToString()); // What is quick shows nothing.
            Thread.Sleep(LongerThanAFrame);
            progress.Show(1200);
            progress.Show(1300);
            Assert.Equal("\rscored 1,200 of 12,000 images", error.ToString());
        }

        Assert.EndsWith($"\r{new string(' ', "scored 1,200 of 12,000 images".Length)}\r", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_another_is_written_where_it_was()
    {
        using var error = new StringWriter();
        using var progress = new ImageProgress(new Terminal(TextWriter.Null, error, Live: true), "scored", 12);
        Assert.Null(progress.Above(null));
        var write = progress.Above(error.WriteLine)!;
        write("skipped a.png");
        Thread.Sleep(LongerThanAFrame);
        progress.Show(6);
        write("skipped b.png");
        var drawn = "scored 6 of 12 images";
        Assert.Equal($"skipped a.png\n\r{drawn}\r{new string(' ', drawn.Length)}\rskipped b.png\n", error.ToString());
    }

    [Fact]
    public void A_file_has_none_of_it()
    {
        using var error = new StringWriter();
        using (var progress = new ImageProgress(new Terminal(TextWriter.Null, error), "scored", 12))
        {
            Thread.Sleep(LongerThanAFrame);
            progress.Show(6);
        }

        Assert.Equal("", error.ToString());
    }
}
