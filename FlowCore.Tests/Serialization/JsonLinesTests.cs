using System.Globalization;
using System.Text.Json;
using FlowCore.Files;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class JsonLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.PathOf("metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_object_is_a_line_that_readers_see_at_once()
    {
        using var lines = new JsonLines(File);

        lines.Write(json => json.WriteNumber("bpd", 3.25));
        Assert.Equal("{\"bpd\":3.25}\n", Text());

        lines.Write(json => json.WriteString("note", "two\nlines, é"));
        Assert.Equal("{\"bpd\":3.25}\n{\"note\":\"two\\nlines, é\"}\n", Text());
    }

    [Fact]
    public void Numbers_do_not_follow_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Step(-0.5);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal("{\"x\":-0.5}\n", Text());
    }

    [Fact]
    public void Opening_again_appends()
    {
        Step(1);
        Step(2);

        Assert.Equal("{\"x\":1}\n{\"x\":2}\n", Text());
    }

    [Theory]
    [InlineData("{\"x\":0}\n{\"x\":", "{\"x\":0}\n{\"x\":1}\n")]
    [InlineData("{\"x", "{\"x\":1}\n")]
    public void A_line_that_a_crash_cut_short_goes_when_the_file_is_opened(string before, string after)
    {
        System.IO.File.WriteAllText(File, before);

        Step(1);

        Assert.Equal(after, Text());
    }

    [Fact]
    public void A_long_line_that_was_cut_short_goes_too()
    {
        System.IO.File.WriteAllText(File, "{}\n{\"x\":\"" + new string('x', 9000));

        Step(1);

        Assert.Equal("{}\n{\"x\":1}\n", Text());
    }

    [Fact]
    public void A_full_disk_takes_back_the_part_of_a_line_and_later_lines_follow_the_last_whole_one()
    {
        using var disk = new FullDiskStream(Open(), room: 12);
        using var lines = new JsonLines(File, disk);
        lines.Write(json => json.WriteNumber("x", 1));

        var failure = Assert.Throws<FlowException>(() => lines.Write(json => json.WriteNumber("x", 2)));

        Assert.StartsWith($"{File}: expected a file that can be written, got No space left on device.", failure.Message);
        Assert.Equal("{\"x\":1}\n", Text());
        disk.Room = 100;
        lines.Write(json => json.WriteNumber("x", 3));
        Assert.Equal("{\"x\":1}\n{\"x\":3}\n", Text());
    }

    [Fact]
    public void A_disk_that_cannot_even_cut_reports_the_first_failure_and_the_next_opening_repairs()
    {
        using (var disk = new FullDiskStream(Open(), room: 12))
        using (var lines = new JsonLines(File, disk))
        {
            lines.Write(json => json.WriteNumber("x", 1));
            disk.IsBroken = true;
            Assert.Contains(
                "No space left", Assert.Throws<FlowException>(() => lines.Write(json => json.WriteNumber("x", 2))).Message);
        }

        Assert.Equal("{\"x\":1}\n{\"x\"", Text());
        Step(3);
        Assert.Equal("{\"x\":1}\n{\"x\":3}\n", Text());
    }

    [Fact]
    public void A_number_that_json_has_not_writes_nothing()
    {
        using var lines = new JsonLines(File);

        Assert.Throws<ArgumentException>(() => lines.Write(json => json.WriteNumber("x", double.NaN)));
        Assert.Equal("", Text());
        lines.Write(json => json.WriteNumber("x", 1));
        Assert.Equal("{\"x\":1}\n", Text());
    }

    [Fact]
    public void A_missing_folder_is_named() => Assert.EndsWith(
        "got no such folder. Create the folder first.",
        Assert.Throws<FlowException>(() => _ = new JsonLines(_folder.PathOf("absent/metrics.jsonl"))).Message);

    [Fact]
    public void Every_line_parses()
    {
        Step(0.1);
        Step(1e300);

        Assert.All(System.IO.File.ReadAllLines(File), line => JsonDocument.Parse(line).Dispose());
    }

    private void Step(double x)
    {
        using var lines = new JsonLines(File);
        lines.Write(json => json.WriteNumber("x", x));
    }

    private FileStream Open() => new(File, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    private string Text()
    {
        using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream).ReadToEnd();
    }
}
