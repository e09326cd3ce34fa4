using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Outside;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>What <c>flow sample</c> does besides one picture at one temperature.</summary>
public sealed class SampleVerbTests : IDisposable
{
    private const int Cell = 32; // Images of 8×8, four times as large.
    private const int Margin = 16;

    private readonly TemporaryFolder _folder = new();
    private readonly string _run;

    public SampleVerbTests()
    {
        _run = _folder.PathOf("run");
        FlowCall.Train(_run, "--data", _folder.Write("data", IdxBytes.Grey(20, 8, 8)), "--max-steps", "3");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_are_the_cells_of_the_picture_and_come_instead_of_it_or_beside_it()
    {
        var (files, picture) = (_folder.PathOf("files"), _folder.PathOf("s.png"));
        var call = FlowCall.Run("sample", _run, "--count", "7", "--files", files, "--batch-size", "3", "--json");
        Assert.Equal((0, ""), (call.Code, call.Error));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, call.Json().GetProperty("out").ValueKind);
        Assert.Equal((files, 7), (call.Json().GetProperty("files").GetString(), call.Json().GetProperty("count").GetInt32()));
        Assert.StartsWith($"{files}: 7 images of 1×8×8, temperature 1, ", call.Output, StringComparison.Ordinal);
        Assert.Equal(["data", "files", "run"], _folder.Names);

        Assert.Equal(0, FlowCall.Run("sample", _run, "--count", "7", "--files", _folder.PathOf("beside"), "--out", picture).Code);
        using var grid = SKBitmap.Decode(picture);
        for (var i = 0; i < 7; i++)
        {
            var name = $"0000{i}.png";
            Assert.Equal(File.ReadAllBytes(Path.Combine(files, name)), File.ReadAllBytes(Path.Combine(_folder.PathOf("beside"), name)));
            using var file = SKBitmap.Decode(Path.Combine(files, name));
            Assert.Equal((8, 8), (file.Width, file.Height));
            foreach (var (y, x) in Each.Of(8, 8))
            {
                Assert.Equal(file.GetPixel(x, y), grid.GetPixel(1 + (i % 3 * (Cell + 1)) + (4 * x), 1 + (i / 3 * (Cell + 1)) + (4 * y)));
            }
        }
    }

    [Fact]
    public void A_sheet_has_a_row_a_temperature_of_the_same_draws_with_its_number_beside_it()
    {
        var sheet = _folder.PathOf("sheet.png");
        var call = FlowCall.Run("sample", _run, "--temperatures", "0,0.5,1", "--count", "4", "--out", sheet, "--json");
        Assert.Equal((0, ""), (call.Code, call.Error));
        Assert.Equal(12, call.Json().GetProperty("count").GetInt32());
        Assert.StartsWith($"{sheet}: 12 images of 1×8×8, temperatures 0, 0.5, 1, ", call.Output, StringComparison.Ordinal);
        using var picture = SKBitmap.Decode(sheet);
        var left = picture.Width - Margin - (1 + (4 * (Cell + 1)));
        Assert.Equal((2 * Margin) + 1 + (3 * (Cell + 1)), picture.Height);
        string[] temperatures = ["0", "0.5", "1"];
        for (var row = 0; row < 3; row++)
        {
            var alone = _folder.PathOf($"{row}.png");
            FlowCall.Run("sample", _run, "--temperature", temperatures[row], "--count", "4", "--out", alone);
            using var grid = SKBitmap.Decode(alone);
            var top = Margin + (row * (Cell + 1));
            foreach (var (image, y, x) in Each.Of(4, Cell, Cell))
            {
                Assert.Equal(
                    grid.GetPixel(1 + (image % 2 * (Cell + 1)) + x, 1 + (image / 2 * (Cell + 1)) + y),
                    picture.GetPixel(left + 1 + (image * (Cell + 1)) + x, top + 1 + y));
            }

            // Dark letters beside each row, inside the margin.
            var ink = Each.Of(Cell, left - (2 * Margin)).Count(at => picture.GetPixel(Margin + at.Item2, top + at.Item1).Red < 100);
            Assert.InRange(ink, 20, 400);
            Assert.All(Enumerable.Range(0, Cell), y => Assert.Equal(SKColors.White, picture.GetPixel(left - (Margin / 2), top + y)));
        }

        // Eight a row where nothing is said.
        Assert.Equal(16, FlowCall.Run("sample", _run, "--temperatures", "0,1", "--out", sheet, "--json").Json().GetProperty("count").GetInt32());
    }

    [Fact]
    public void Images_that_are_not_finite_leave_their_places_empty_and_the_others_are_written()
    {
        var broken = _folder.PathOf("broken.safetensors");
        var lost = Break(broken, count: 16);
        var (files, picture) = (_folder.PathOf("files"), _folder.PathOf("s.png"));
        var call = FlowCall.Run("sample", broken, "--count", "16", "--files", files, "--out", picture, "--json");
        Assert.Equal(1, call.Code);
        Assert.Contains(
            FormattableString.Invariant($" that are not, in {lost.Length} of 16 images, the first in "),
            Assert.Single(call.ErrorLines),
            StringComparison.Ordinal);
        Assert.Equal((lost.Length, picture), (call.Json().GetProperty("nonFiniteImages").GetInt32(), call.Json().GetProperty("out").GetString()));
        Assert.Equal(
            Enumerable.Range(0, 16).Except(lost).Select(i => FormattableString.Invariant($"{i:D5}.png")),
            Directory.GetFiles(files).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        using var grid = SKBitmap.Decode(picture);
        for (var i = 0; i < 16; i++)
        {
            var isEmpty = Each.Of(Cell, Cell).All(at => grid.GetPixel(
                1 + (i % 4 * (Cell + 1)) + at.Item2, 1 + (i / 4 * (Cell + 1)) + at.Item1) == new SKColor(0x40, 0x40, 0x40));
            Assert.Equal(lost.Contains(i), isEmpty);
        }
    }

    [Theory]
    [InlineData("--temperatures: expected numbers of 0 or more, as 0,0.3,0.7,1, got '0,-1'.", "--temperatures", "0,-1")]
    [InlineData("--temperatures: expected numbers of 0 or more, as 0,0.3,0.7,1, got 'NaN'.", "--temperatures", "NaN")]
    [InlineData("--temperatures: expected numbers of 0 or more, as 0,0.3,0.7,1, got '0;1'.", "--temperatures", "0;1")]
    [InlineData("--temperature: expected one of it and --temperatures, got both. Leave one out.", "--temperatures", "0,1", "--temperature", "1")]
    [InlineData("--files: expected one temperature, got --temperatures. Use --temperature, once for each.", "--temperatures", "0,1", "--files", "f")]
    [InlineData("--temperature: expected a number such as 0.001, got 'NaN'.", "--temperature", "NaN")]
    [InlineData("--batch-size: expected 1 or more, got 0.", "--batch-size", "0")]
    [InlineData("--files: expected a name or path, got ''.", "--files", "")]
    public void What_cannot_be_meant_is_a_line(string line, params string[] args)
    {
        var call = FlowCall.Run(["sample", _run, .. args]);
        Assert.Equal((2, ""), (call.Code, call.Output));
        Assert.Equal(line, Assert.Single(call.ErrorLines));
        Assert.Equal(["data", "run"], _folder.Names);
    }

    /// <summary>Writes the model with a last scale at which some of the samples are past the largest float, and says which.</summary>
    private int[] Break(string path, int count)
    {
        using var backend = new CpuBackend(threads: 1);
        var (loaded, _) = Checkpoint.Load(Path.Combine(_run, "checkpoints", "last.safetensors"), backend);
        using var model = loaded;
        var scale = model.Arena.Parameters.Single(p => p.Name.EndsWith("actnorm.logScale", StringComparison.Ordinal));
        for (var exponent = 80.0; exponent < 92; exponent += 0.05)
        {
            backend.Fill(scale.Value, exponent);
            var lost = model.Sample(count).NonFiniteImages;
            if (lost.Count > 0)
            {
                Assert.InRange(lost.Count, 1, count - 1);
                Checkpoint.Save(path, model, step: 3);
                return [.. lost];
            }
        }

        throw new InvalidOperationException("expected a scale at which some samples are not finite, got none.");
    }
}
