using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Runs;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Evaluation;

/// <summary>What is said of a model whose inverse float32 cannot follow, and when.</summary>
public sealed class StabilityReportTests : IDisposable
{
    private static readonly ImageShape Image = new(1, 32, 32);
    private static readonly InMemoryImageSet Images = TestImages.Of(Image, 16, (n, _, row, column) => (n + (3 * row) + (4 * column)) % 256);

    private readonly CpuBackend _backend = new(threads: 1);
    private readonly FlowModel _model;

    public StabilityReportTests() => _model = SmallFlows.Warm(_backend, SmallFlows.Config(Image), Images);

    public void Dispose()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void A_report_has_the_layers_that_say_something_in_forward_order()
    {
        var report = StabilityReport.Of(_model);
        Assert.Equal(
            [
                "level1.step1.finc", "level1.step1.conv1x1", "level1.step2.finc", "level1.step2.conv1x1",
                "level2.step1.finc", "level2.step1.conv1x1", "level2.step2.finc", "level2.step2.conv1x1",
            ],
            report.Layers.Select(layer => layer.Layer));
        Assert.Equal(report.Layers.Max(layer => layer.Gain), report.LargestGain!.Gain);
        Assert.Equal(report.Layers.Max(layer => layer.Condition), report.LargestCondition!.Condition);
        Assert.Null(report.Beyond(10));
        Assert.Equal(report.Worst, report.Beyond(1.0001));
    }

    [Fact]
    public void A_layer_that_is_no_number_comes_before_all_others()
    {
        _backend.Fill(Weight("level2.step1.finc").Value, double.NaN);
        var report = StabilityReport.Of(_model);
        Assert.Equal("level2.step1.finc", report.LargestGain!.Layer);
        Assert.Equal("level2.step1.finc, whose inverse has a gain of NaN", report.Beyond(1e300)!.ToString());
    }

    [Fact]
    public void A_round_trip_that_loses_bytes_names_the_layer_that_amplifies_most()
    {
        var result = Evaluator.Evaluate(_model, Images, new EvaluationOptions { Seed = 1, RoundTrip = true });
        Assert.Equal(0, result.DifferingBytes);
        Assert.Null(RoundTripLoss.Line(_model, result.DifferingBytes, result.Images));

        _backend.Fill(Weight("level1.step2.finc").Value, -0.35);
        result = Evaluator.Evaluate(_model, Images, new EvaluationOptions { Seed = 1, RoundTrip = true });
        Assert.True(result.DifferingBytes > 0);
        var gain = StabilityReport.Of(_model).LargestGain!.Gain!.Value;
        Assert.Equal(
            FormattableString.Invariant($"round trip: expected every byte back, got {result.DifferingBytes} of 16384 that differ; ")
                + FormattableString.Invariant($"the layer that amplifies roundings most is level1.step2.finc, whose inverse has a gain of {gain:g3}. ")
                + "Train again with TrainingOptions.BoundGain, or with a lower TrainingOptions.LearningRate.",
            RoundTripLoss.Line(_model, result.DifferingBytes, result.Images));
    }

    [Fact]
    public void A_round_trip_of_an_approximate_unit_is_said_to_be_that_and_not_a_matter_of_roundings()
    {
        var config = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Step = "snf,actnorm,plu,coupling" };
        using var model = new FlowModel(config, _backend, seed: 1);
        Assert.Null(RoundTripLoss.Line(model, 0, 3));
        Assert.Equal(
            "round trip: expected every byte back, got 17 of 192 that differ; the inverse of level1.step1.snf is approximate by design. "
                + "Files of latents have corrections; a unit that is exact needs none.",
            RoundTripLoss.Line(model, 17, 3));
    }

    [Fact]
    public void The_guard_looks_when_it_is_time_warns_as_things_get_worse_and_ends_what_is_lost()
    {
        var warnings = new List<string>();
        var guard = new GainGuard(_model, every: 10, limit: 5, warnings.Add);
        Assert.Null(guard.AfterStep(9));
        Assert.NotNull(guard.AfterStep(10));
        Assert.Empty(warnings);

        Row(-0.98);
        Assert.Equal("level1.step2.finc", guard.AfterStep(20)!.Worst!.Layer);
        Assert.StartsWith(
            "warning: step 20: level1.step2.finc, whose inverse has a gain of ", Assert.Single(warnings), StringComparison.Ordinal);
        guard.AfterStep(30);
        Assert.Single(warnings);

        Row(-2);
        guard.AfterStep(40);
        Assert.Equal(2, warnings.Count);

        Row(-4);
        Assert.Null(guard.AfterStep(49));
        var lost = Assert.Throws<FlowException>(() => guard.AfterStep(50));
        Assert.Matches(
            "^training, step 50: expected gains and condition numbers of at most 1e\\+06, got level1.step2.finc, whose inverse has a gain of ",
            lost.Message);
        Assert.Equal(2, warnings.Count);
        Assert.Null(new GainGuard(_model, every: 0, limit: 20, warnings.Add).AfterStep(50));
    }

    private FlowCore.Autodiff.Parameter Weight(string layer) => _model.Arena.Parameters.Single(p => p.Name == layer + ".weight");

    /// <summary>A unit that is a filter of one pole along its rows: the second of its taps, in each group.</summary>
    private void Row(double weight)
    {
        var parameter = Weight("level1.step2.finc");
        _backend.Write([.. Enumerable.Range(0, (int)parameter.Shape.Count).Select(i => i % 8 == 0 ? weight : 0)], parameter.Value);
    }
}
