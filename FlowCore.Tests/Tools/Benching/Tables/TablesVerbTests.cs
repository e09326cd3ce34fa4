using System.Globalization;
using System.Text.Json;
using FlowCore.Models;
using FlowCore.Tests.Support;
using FlowCore.Tools.Benching.Tables;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools.Benching.Tables;

/// <summary><c>bench tables</c> at its smallest scale: what the files and the object say, not how fast it is.</summary>
public sealed class TablesVerbTests : IDisposable
{
    private static readonly string[] Units = [.. MixingStep.All(FlowCatalog.Standard).Select(step => step.Name)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_inverse_stands_beside_its_baselines()
    {
        var rows = Measure("inverse");
        var point = rows.Where(row => Text(row, "panel") == "image side n, N=2, C=4, k=3" && Text(row, "image") == "4×4×4").ToArray();
        Assert.Equal(
            [
                "layer forward 1", "layer inverse 7", "raster, scalar, 1 thread inverse 128", "raster, vectors, 1 thread inverse 128",
                "dense solve (MathNet) inverse 64",
            ],
            point.Select(row => FormattableString.Invariant($"{Text(row, "what")} {Text(row, "pass")} {row.GetProperty("sequentialSteps").GetInt64()}")));
        Assert.All(point, row => Assert.Equal(
            row.GetProperty("ms").GetDouble() / point[1].GetProperty("ms").GetDouble(), row.GetProperty("timesTheLayer").GetDouble(), 1e-9));
    }

    [Fact]
    public void Depth_is_counted_where_the_directions_run()
    {
        var rows = Measure("depth").Where(row => Text(row, "image") == "4×4×4").ToArray();
        var units = Units.Except([MixingStep.Without]).ToArray();
        Assert.Equal(units, rows.Select(row => Text(row, "what")).Distinct());

        // Assemble and fold taps, solve on 4 + 4 − 1 diagonals, fill log-dets; training's direction has one step an operation.
        Assert.Equal((4, 10), Steps("finc", "inverse"));
        Assert.Equal((3, 3), Steps("finc", "forward"));
        Assert.Equal(Steps("finc", "inverse"), Steps("inverse-flow", "forward"));

        (long, long) Steps(string unit, string pass)
        {
            var row = rows.Single(row => Text(row, "what") == unit && Text(row, "pass") == pass);
            return (row.GetProperty("operations").GetInt64(), row.GetProperty("sequentialSteps").GetInt64());
        }
    }

    [Fact]
    public void Sampling_has_every_unit_and_what_was_published()
    {
        var rows = Measure("sampling");
        var measured = rows.Where(row => row.TryGetProperty("measured", out _)).ToArray();
        Assert.Equal(
            Units.SelectMany(unit => (string[])[$"{unit} forward", $"{unit} sample"]),
            measured.Select(row => $"{Text(row, "what")} {Text(row, "pass")}"));
        Assert.All(measured, row => Assert.True(row.GetProperty("MiB").GetDouble() > 0));

        var published = rows.Single(row => Text(row, "what") == "published: FInC-Flow" && Text(row, "pass") == "sample");
        Assert.Equal(90, published.GetProperty("ms").GetDouble());
        Assert.False(published.TryGetProperty("runs", out _));
        Assert.Contains("other hardware", Text(published, "note"), StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_share_a_budget()
    {
        var rows = Measure("size");
        Assert.Equal(["3×4×4", "3×4×8"], rows.Select(row => Text(row, "image")).Distinct());

        // At this scale the unit over all channels is larger by itself than the budget, which the table says.
        Assert.All(rows, row => Assert.Equal(
            row.GetProperty("parameters").GetInt64() is < 2850 or > 3150, row.TryGetProperty("note", out _)));
        Assert.All(rows.Where(row => Text(row, "what") is "finc" or MixingStep.Without), row => Assert.False(row.TryGetProperty("note", out _)));
        Assert.All(rows.Where(row => Text(row, "what") == "masked"), row => Assert.Equal(1, row.GetProperty("width").GetInt32()));
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("kernel")]
    public void A_sweep_has_a_row_for_each_of_its_sizes(string table)
    {
        var rows = Measure(table).Where(row => row.TryGetProperty("measured", out _) && Text(row, "what") == "finc").ToArray();
        int[] sizes = table == "batch" ? [1, 1, 2, 2] : [2, 2, 3, 3];
        Assert.Equal(sizes, rows.Select(row => row.GetProperty(table).GetInt32()));
    }

    [Theory]
    [InlineData("--table: expected one of inverse, depth, sampling, size, batch, kernel, all, got 'inverses'.", "--table", "inverses")]
    [InlineData("--scale: expected one of tiny, small, paper, got 'large'.", "--scale", "large")]
    [InlineData("--runs: expected 1 or more, got 0.", "--runs", "0")]
    [InlineData("--device: expected auto, cpu, cuda[:i], opencl[:i] or ilgpu-cpu, got 'gpu'.", "--device", "gpu")]
    [InlineData("bench tables: expected one of its options, got '--batch-size'.", "--batch-size", "2")]
    public void A_wrong_call_exits_with_2_and_one_line(string line, params string[] args)
    {
        var call = FlowCall.Run(["bench", "tables", "--out", _folder.PathOf("none"), .. args]);
        Assert.Equal((2, ""), (call.Code, call.Output));
        Assert.StartsWith(line, Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.PathOf("none")));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_before_anything_is_measured()
    {
        var call = FlowCall.Run("bench", "tables", "--scale", "tiny", "--device", "cpu", "--out", _folder.Write("file", [1]));
        Assert.Equal((1, ""), (call.Code, call.Output));
        Assert.Contains("file: expected ", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_ends_it_with_130_and_without_a_file()
    {
        using var error = new StringWriter();
        var call = FlowCall.Run(
            error, new CancellationToken(canceled: true), "bench", "tables", "--scale", "tiny", "--device", "cpu", "--out", _folder.Path);
        Assert.Equal((130, "stopped: expected to finish, got an interrupt."), (call.Code, Assert.Single(call.ErrorLines)));
        Assert.Empty(_folder.Names);
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    /// <summary>Measures a table in a culture with another decimal point, and judges its files by its object.</summary>
    private JsonElement[] Measure(string table)
    {
        var before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NumberGroupSeparator) = (",", ".");
        FlowCall call;
        try
        {
            CultureInfo.CurrentCulture = commas;
            call = FlowCall.Run([
                "bench", "tables", "--table", table, "--scale", "tiny", "--runs", "1",
                "--device", "cpu", "--threads", "1", "--out", _folder.PathOf("new/tables"), "--json"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal((0, ""), (call.Code, call.Error));
        var json = call.Json();
        Assert.StartsWith("cpu (1 threads", Text(json, "device"), StringComparison.Ordinal);
        Assert.Equal((1, "tiny"), (json.GetProperty("threads").GetInt32(), Text(json, "scale")));
        Assert.True(DateOnly.TryParseExact(Text(json, "date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        var result = Assert.Single(json.GetProperty("tables").EnumerateArray());
        var rows = result.GetProperty("rows").EnumerateArray().ToArray();
        Assert.NotEmpty(rows);
        Assert.Equal(
            ((string[])["csv", "md", "png"]).Select(ending => $"{table}.{ending}"),
            Directory.EnumerateFiles(_folder.PathOf("new/tables")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        JudgeCsv(CsvText.Rows(File.ReadAllText(Text(result, "csv"))), rows, Text(json, "device"));
        var markdown = File.ReadAllText(Text(result, "md"));
        Assert.Contains($"device {Text(json, "device")}, threads 1, date {Text(json, "date")}, scale tiny.", markdown, StringComparison.Ordinal);
        Assert.Equal(rows.Length + 2, markdown.Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal)));
        using var picture = SKBitmap.Decode(Text(result, "png"));
        Assert.Equal(1400, picture.Width);
        Assert.True(picture.Pixels.Distinct().Take(3).Count() == 3, "nothing is drawn");
        return rows;
    }

    private static void JudgeCsv(List<string[]> lines, JsonElement[] rows, string device)
    {
        var heads = lines[0];
        Assert.Equal(["device", "threads", "date", "scale"], heads[^4..]);
        Assert.Equal(rows.Length, lines.Count - 1);
        foreach (var (cells, row) in lines.Skip(1).Zip(rows))
        {
            Assert.Equal(heads.Length, cells.Length);
            Assert.Equal((device, "1", "tiny"), (cells[^4], cells[^3], cells[^1]));
            foreach (var (head, cell) in heads[..^4].Zip(cells))
            {
                var expected = row.TryGetProperty(head, out var value) ? value : default;
                switch (expected.ValueKind)
                {
                    case JsonValueKind.Undefined:
                        Assert.Equal("", cell);
                        break;
                    case JsonValueKind.Number:
                        Assert.Equal(expected.GetDouble(), double.Parse(cell, CultureInfo.InvariantCulture));
                        break;
                    default:
                        Assert.Equal(expected.ToString(), cell, ignoreCase: true);
                        break;
                }
            }
        }
    }
}
