using System.Globalization;
using FlowCore.Checkpoints;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class EvalCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    private string Csv => _folder.PathOf("scores.csv");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_lines_and_the_object_say_bits_nats_and_the_protocol()
    {
        FlowCall.Train(Out, "--max-steps", "2");
        var call = FlowCall.Run("eval", Out, "--device", "cpu", "--threads", "1", "--dequant-samples", "2", "--iwae-k", "3", "--seed", "9", "--json");
        Assert.Equal((0, ""), (call.Code, call.Error));
        var json = call.Json();
        double Number(string name) => json.GetProperty(name).GetDouble();
        string Text(string name) => json.GetProperty(name).GetString()!;
        string[] expected =
        [
            FormattableString.Invariant($"fashion-mnist (test): {Number("bpd"):F4} ± {Number("stdErr"):F4} bits/dim over 500 images"),
            FormattableString.Invariant($"bound: {Number("boundBpd"):F4} ± {Number("boundStdErr"):F4} bits/dim, importance-weighted over 3 draws"),
            FormattableString.Invariant($"nats: ln p {Number("logDensity"):F2} an image = ln p(z) {Number("logPz"):F2} + ln|det| {Number("logDet"):F2}; ")
                + FormattableString.Invariant($"over pixels in [0, 1) it is {Number("logDensity") + (784 * 8 * Math.Log(2)):F2}, ")
                + FormattableString.Invariant($"and bits/dim = 8 - {Number("logDensity") + (784 * 8 * Math.Log(2)):F2} / (784 ln 2)"),
            $"protocol: 8 bits, 2 draws, 3 for the bound, by seed 9, 500 images of fashion-mnist (test), {Text("device")}, "
                + $"weights average of step 2, pixels sha256:{Text("pixelsHash")[..12]}…",
            "round trip: 0 of 392000 bytes differ",
        ];
        Assert.Equal(expected, call.Output.Split('\n')[..5]);
        Assert.Equal((8, 2, 3, 9), (Number("bits"), Number("draws"), Number("boundDraws"), Number("seed")));
        Assert.Equal(("fashion-mnist (test)", 64), (Text("data"), Text("pixelsHash").Length));
        Assert.Equal(Checkpoint.HashOf(Path.Combine(Out, "checkpoints", "best.safetensors")), Text("modelHash"));
        Assert.StartsWith("cpu (1 thread", Text("device"), StringComparison.Ordinal);
        Assert.Equal(Number("bpd"), -Number("logDensity") / (784 * Math.Log(2)), 1e-12);

        // Other data, other hash; other draws of the same, the same.
        var other = FlowCall.Run("eval", Out, "--split", "valid", "--json").Json();
        Assert.NotEqual(Text("pixelsHash"), other.GetProperty("pixelsHash").GetString());
        Assert.False(other.TryGetProperty("boundBpd", out _));
    }

    [Fact]
    public void The_file_has_a_line_an_image_whose_mean_is_the_result()
    {
        FlowCall.Train(Out, "--max-steps", "2");
        var call = FlowCall.Run("eval", Out, "--iwae-k", "2", "--csv", Csv, "--batch-size", "64", "--json");
        Assert.Equal((0, ""), (call.Code, call.Error));
        var rows = CsvText.Rows(File.ReadAllText(Csv));
        Assert.Equal(501, rows.Count);
        Assert.Equal(["name", "id", "label", "bpd", "logDensity", "logPz", "logDet", "boundBpd", "differingBytes"], rows[0]);
        double Mean(string head) => rows.Skip(1).Average(row => Cell(row[Array.IndexOf(rows[0], head)]));
        foreach (var head in (string[])["bpd", "logDensity", "logPz", "logDet", "boundBpd"])
        {
            Assert.Equal(call.Json().GetProperty(head).GetDouble(), Mean(head), 1e-9);
        }

        Assert.Equal(500, rows.Skip(1).Select(row => row[0]).Distinct().Count());
        Assert.All(rows.Skip(1), row => Assert.InRange(Cell(row[2]), 0, 9));
        Assert.All(rows.Skip(1), row => Assert.Equal("0", row[8]));

        // Without it the result is the same; its batches were others.
        var without = FlowCall.Run("eval", Out, "--iwae-k", "2", "--json");
        Assert.Equal(call.Output, without.Output);
        Assert.Equal(["run", "scores.csv"], _folder.Names);
    }

    [Fact]
    public void Pictures_go_by_their_names_and_those_that_cannot_be_read_are_left_out()
    {
        var pictures = _folder.PathOf("pictures");
        Directory.CreateDirectory(Path.Combine(pictures, "b"));
        TestPictures.Write(pictures, 3);
        File.Move(Path.Combine(pictures, "1.png"), Path.Combine(pictures, "b", "say \"x\", y.png"));
        TestPictures.Write(Path.Combine(pictures, "b"), 9);
        string[] data = ["--data", pictures, "--image-size", "8", "--crop", "center"];
        FlowCall.Train(Out, [.. data, "--max-steps", "1"]);
        File.WriteAllText(Path.Combine(pictures, "b", "4.png"), "<html>");
        var call = FlowCall.Run(["eval", Out, .. data, "--split", "train", "--csv", Csv, "--json"]);
        Assert.Equal(0, call.Code);
        var names = CsvText.Rows(File.ReadAllText(Csv)).Skip(1).Select(row => row[0]).ToArray();
        Assert.Equal(call.Json().GetProperty("images").GetInt32(), names.Length);
        Assert.InRange(names.Length, 9, 10);
        Assert.DoesNotContain("b/4.png", names);
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(pictures, name)), name));
        Assert.Contains(call.ErrorLines, line => line.Contains("4.png", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_was_there_stays_when_it_is_stopped_or_fails()
    {
        var file = _folder.Write("images", IdxBytes.Grey(30, 8, 8));
        FlowCall.Train(Out, "--data", file, "--max-steps", "0");
        File.WriteAllText(Csv, "before");
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var stopped = FlowCall.Run(new StringWriter(), stop.Token, "eval", Out, "--data", file, "--csv", Csv);
        Assert.Equal((ExitCode.Interrupted, "stopped: expected to finish, got an interrupt.\n"), (stopped.Code, stopped.Error));
        var foreign = FlowCall.Run("eval", Out, "--csv", Csv);
        Assert.Equal(1, foreign.Code);
        Assert.StartsWith("images: expected 1×8×8", Assert.Single(foreign.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(Csv));
        Assert.Equal(["images", "run", "scores.csv"], _folder.Names);
    }

    [LinuxFact]
    public void A_signal_in_the_middle_leaves_nothing_of_a_new_file()
    {
        FlowCall.Train(Out, "--max-steps", "0");
        using var process = FlowProcess.Start(
            "exec \"$@\"", "eval", Out, "--device", "cpu", "--split", "train", "--dequant-samples", "100000", "--csv", Csv);
        WaitForTemporaryFile();
        process.Signal("INT");
        var call = process.End();
        Assert.Equal((130, "stopped: expected to finish, got an interrupt."), (call.Code, call.Error.Trim()));
        Assert.Equal(["run"], _folder.Names);
    }

    [LinuxFact]
    public void Lines_can_go_into_a_pipe()
    {
        FlowCall.Train(Out, "--max-steps", "0");
        var call = FlowProcess.Run("\"$@\" | head -c 4", "eval", Out, "--csv", "/dev/stdout");
        Assert.Equal("name", call.Output);
    }

    [Theory]
    [InlineData("--dequant-samples", "0", "1 or more, got 0")]
    [InlineData("--iwae-k", "-1", "0 or more, got -1")]
    [InlineData("--batch-size", "0", "1 or more, got 0")]
    public void A_count_out_of_range_is_a_wrong_call_before_anything_is_opened(string option, string value, string expected)
    {
        var call = FlowCall.Run("eval", "nothing", option, value);
        Assert.Equal(2, call.Code);
        Assert.Equal($"{option}: expected {expected}.", Assert.Single(call.ErrorLines));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_before_the_images_are_scored()
    {
        FlowCall.Train(Out, "--max-steps", "0");
        var call = FlowCall.Run("eval", Out, "--csv", _folder.PathOf("none/scores.csv"));
        Assert.Equal((1, ""), (call.Code, call.Output));
        Assert.EndsWith("got no such folder. Create the folder first.", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    private static double Cell(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private void WaitForTemporaryFile()
    {
        for (var tries = 0; !_folder.Names.Any(name => name.StartsWith("scores.csv.", StringComparison.Ordinal)); tries++)
        {
            Assert.InRange(tries, 0, 1200);
            Thread.Sleep(50);
        }
    }
}
