using System.Text.Json;
using FlowCore.Models;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using FlowCore.Tools.Benching.Units;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools.Benching.Units;

/// <summary><c>bench units</c> on a model of a few hundred parameters: what is trained, kept and said, not how fast it is.</summary>
public sealed class UnitsVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public UnitsVerbTests()
    {
        _data = _folder.Write("data", IdxBytes.Grey(20, 8, 8));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_run_is_a_run_and_the_table_is_what_they_came_to()
    {
        var rows = Rows(Call("--only", "inverse-flow,finc", "--seeds", "2", "--max-steps", "3"));
        Assert.Equal(["inverse-flow", "finc"], rows.Select(row => row.GetProperty("unit").GetString()));
        Assert.Equal(
            ["finc-0", "finc-1", "inverse-flow-0", "inverse-flow-1", "units.csv", "units.md", "units.png"],
            new DirectoryInfo(_folder.PathOf("out")).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            var unit = row.GetProperty("unit").GetString();
            double[] bits = [.. Enumerable.Range(0, 2).Select(seed => Bits(unit!, seed))];
            Assert.Equal(bits.Average(), row.GetProperty("testBits").GetDouble(), 1e-9);
            Assert.Equal(bits.Min(), row.GetProperty("lowestBits").GetDouble(), 1e-9);
            Assert.NotEqual(bits[0], bits[1]);
            Assert.Equal((0, 3, 2), (Whole(row, "differingBytes"), Whole(row, "steps"), Whole(row, "seeds")));
            Assert.True(row.GetProperty("exact").GetBoolean());
            Assert.All((string[])["stepMs", "forwardMs", "sampleMs", "stepRatio"], name => Assert.True(row.GetProperty(name).GetDouble() > 0));
        }

        using var picture = SKBitmap.Decode(_folder.PathOf("out/units.png"));
        Assert.True(picture.Pixels.Distinct().Take(3).Count() == 3, "nothing is drawn");
    }

    [Fact]
    public void What_is_trained_is_not_trained_again_and_goes_on_where_more_is_asked_for()
    {
        var first = Rows(Call("--only", "finc", "--seeds", "1", "--max-steps", "2"));
        var metrics = _folder.PathOf("out/finc-0/metrics.jsonl");
        var before = File.ReadAllText(metrics);
        var more = Rows(Call("--only", "finc,glow", "--seeds", "1", "--max-steps", "2"));
        Assert.Equal(before, File.ReadAllText(metrics));
        Assert.Equal(first[0].GetProperty("testBits").GetDouble(), more[0].GetProperty("testBits").GetDouble());

        var longer = Rows(Call("--only", "finc", "--seeds", "1", "--max-steps", "4"));
        Assert.Equal(4, File.ReadAllLines(metrics).Length);
        var whole = FlowCall.Run(
            "train", "--out", _folder.PathOf("whole"), "--data", _data, "--levels", "1", "--steps-per-level", "1", "--width", "4",
            "--max-steps", "4", "--batch-size", "4", "--device", "cpu", "--threads", "1");
        Assert.True(whole.Code == 0, whole.Error);
        Assert.Equal(Bits(_folder.PathOf("whole"), seed: null), longer[0].GetProperty("testBits").GetDouble(), 1e-9);

        var shorter = Call("--only", "finc", "--seeds", "1", "--max-steps", "3");
        Assert.Equal(2, shorter.Code);
        Assert.StartsWith("--max-steps: expected 4 or more", shorter.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_cannot_have_the_budget_stands_in_the_table_with_the_reason()
    {
        var row = Assert.Single(Rows(Call("--only", "emerging", "--seeds", "1", "--max-steps", "1")));
        Assert.Contains("not within 5 % of", row.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.False(row.TryGetProperty("testBits", out _));
        Assert.False(Directory.Exists(_folder.PathOf("out/emerging-0")));
    }

    [Fact]
    public void The_default_model_gives_every_unit_the_same_budget()
    {
        var trials = UnitTrial.All(FlowPresets.Get(FlowPresets.Default), FlowCatalog.Standard);
        Assert.Equal(
            [.. FlowCatalog.Standard.Mixing.Select(unit => unit.Name), FlowCatalog.NoMixing, "additive", "quad"], trials.Select(trial => trial.Key));
        Assert.Equal(64, trials[0].Config.Width);
        Assert.All(trials, trial => Assert.Null(trial.Refusal));
        Assert.All(trials, trial => Assert.InRange(trial.Parameters, trials[0].Parameters * 0.95, trials[0].Parameters * 1.05));
    }

    [Theory]
    [InlineData("--only: expected some of ", "--only", "fin")]
    [InlineData("--seeds: expected 1 or more, got 0.", "--seeds", "0")]
    [InlineData("--max-steps: expected 1 or more, got 0.", "--max-steps", "0")]
    public void A_wrong_call_exits_with_2_and_one_line(string line, params string[] args)
    {
        var call = Call(args);
        Assert.Equal((2, ""), (call.Code, call.Output));
        Assert.StartsWith(line, Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    private FlowCall Call(params string[] args) => FlowCall.Run([
        "bench", "units", "--data", _data, "--levels", "1", "--steps-per-level", "1", "--width", "4", "--batch-size", "4", "--runs", "1",
        "--device", "cpu", "--threads", "1", "--out", _folder.PathOf("out"), "--json", .. args]);

    private static JsonElement[] Rows(FlowCall call)
    {
        Assert.True(call.Code == 0, call.Error);
        return [.. call.Json().GetProperty("rows").EnumerateArray()];
    }

    private static int Whole(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private double Bits(string run, int? seed)
    {
        var call = FlowCall.Run(
            "eval", seed is null ? run : _folder.PathOf($"out/{run}-{seed}"), "--data", _data, "--seed", $"{seed ?? 0}", "--device", "cpu", "--json");
        Assert.True(call.Code == 0, call.Error);
        return call.Json().GetProperty("bpd").GetDouble();
    }
}
