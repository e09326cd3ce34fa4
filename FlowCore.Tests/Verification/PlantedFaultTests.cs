using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Verification;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Verification;

/// <summary>Faults that were put into a layer or a model, each of which is found and named.</summary>
public sealed class PlantedFaultTests : IDisposable
{
    private static readonly ImageShape Small = new(1, 4, 4);
    private readonly CpuBackend _backend = new(threads: 1);

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void A_masked_layer_that_sees_a_later_pixel_is_found_by_its_determinant_and_its_round_trip()
    {
        // Substitution from left to right, as if the entry above the diagonal were not there.
        var masked = MatrixLayer.Matrix(Small, (row, column) => row == column ? 1 : column == row - 1 ? 0.5 : 0);
        var broken = masked.Clone();
        broken[3, 4] = 0.3;
        var report = Verify(new MatrixLayer("masked", Small, Small, broken, masked.Inverse()));
        AssertFailed(report, "masked", CheckNames.RoundTrip, CheckNames.InverseRoundTrip, CheckNames.LogDet);
        AssertFailed(report, null, CheckNames.LogDet, CheckNames.RoundTrip);
    }

    [Fact]
    public void A_log_det_of_the_wrong_sign_is_found_though_both_directions_agree_on_it()
    {
        var twice = MatrixLayer.Matrix(Small, (row, column) => row == column ? 2 : 0);
        var right = Small.Dimensions * Math.Log(2);
        Assert.Empty(Verify(MatrixLayer.Of("scale", Small, twice, right)).Failures);

        var report = Verify(MatrixLayer.Of("scale", Small, twice, -right));
        AssertFailed(report, "scale", CheckNames.LogDet);
        Assert.Equal(CheckOutcome.Passed, report.Find(CheckNames.LogDetSum, "scale")!.Outcome);
        Assert.Equal(2 * Math.Log(2), report.Find(CheckNames.LogDet, "scale")!.Figure, tolerance: 1e-5);
    }

    [Fact]
    public void A_log_det_of_the_wrong_sign_in_one_direction_is_found()
    {
        var twice = MatrixLayer.Matrix(Small, (row, column) => row == column ? 2 : 0);
        var right = Small.Dimensions * Math.Log(2);
        var report = Verify(new MatrixLayer("scale", Small, Small, twice, twice.Inverse()) { LogDet = right, InverseLogDet = right });
        AssertFailed(report, "scale", CheckNames.LogDetSum);
        Assert.Equal(CheckOutcome.Passed, report.Find(CheckNames.LogDet, "scale")!.Outcome);
    }

    [Fact]
    public void A_squeeze_in_another_order_is_found()
    {
        // Channel 4c + 2dx + dy.
        var after = Small.Squeezed();
        var swapped = MatrixLayer.Matrix(Small, (to, from) =>
        {
            var (row, column) = Math.DivRem(from, Small.Width);
            return to == ((((2 * (column % 2)) + (row % 2)) * after.Plane) + (row / 2 * after.Width) + (column / 2)) ? 1 : 0;
        });
        var report = Verify(new MatrixLayer("squeeze", Small, after, swapped, swapped.Transpose()));
        var found = Assert.Single(report.Failures);
        Assert.Equal((CheckNames.Order, "squeeze", 8.0), (found.Name, found.Layer, found.Figure));
        Assert.Empty(Verify(new Squeeze("squeeze", Small)).Failures);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_is_no_number_is_named(float value)
    {
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(new ImageShape(1, 8, 8)), TestImages.Noise(new ImageShape(1, 8, 8), 16, seed: 3));
        var weight = model.Arena.Parameters.Single(parameter => parameter.Name == "level2.step1.coupling.conv2.weight");
        var numbers = TestTensors.ReadDoubles(_backend, weight.Value);
        numbers[5] = value;
        _backend.Write(numbers, weight.Value);
        var report = ModelVerifier.Verify(model, options: Flows.Quick);
        var found = Assert.Single(report.Failures);
        Assert.Equal((CheckNames.Finite, "level2.step1.coupling", 1.0), (found.Name, found.Layer, found.Figure));
        Assert.StartsWith($"{weight.Name} has {FormattableString.Invariant($"{value}")} at 5", found.Note, StringComparison.Ordinal);
        Assert.NotEmpty(report.NotChecked);
    }

    [Theory]
    [InlineData(-1.5, false)]
    [InlineData(-0.9, true)]
    [InlineData(-0.5, true)]
    public void A_kernel_with_its_pole_outside_has_too_large_a_gain(double weight, bool passes)
    {
        using var model = Row(columns: 64, weight);
        var report = ModelVerifier.Verify(model, options: Flows.Quick);
        Assert.Equal(passes, report.Passed);
        if (passes)
        {
            Assert.InRange(report.Find(CheckNames.RoundTrip, "row")!.Figure, 0, 1e-5);
            return;
        }

        AssertFailed(report, "row", CheckNames.Gain, CheckNames.LocalGain, CheckNames.InverseRoundTrip);
        Assert.InRange(report.Find(CheckNames.Gain, "row")!.Figure, 1e11, 1e12);
        Assert.InRange(report.Find(CheckNames.LocalGain, "row")!.Figure, 1e11, 1e12);
        Assert.Contains("TrainingOptions.BoundGain", report.Find(CheckNames.Gain, "row")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_that_leave_the_floats_are_refused_with_the_layers_name()
    {
        using var model = Row(columns: 256, weight: -1.5);
        Assert.Contains("the first in row (inverse)", model.Sample(4).Refusal("samples")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_kernel_with_a_small_diagonal_is_ill_conditioned()
    {
        // 3×3 taps, of which those before the pixel in raster order and its own count: 0.6137/0.0462 = 13.28 a column.
        using var model = Flows.Of(_backend, Published(columns: 8));
        var report = ModelVerifier.Verify(model, options: Flows.Quick);
        AssertFailed(report, "emerging", CheckNames.LocalGain);
        Assert.InRange(report.Find(CheckNames.LocalGain, "emerging")!.Figure, 1e6, double.MaxValue);
        Assert.Equal(CheckOutcome.Passed, report.Find(CheckNames.LogDet, "emerging")!.Outcome);

        using var wide = Flows.Of(_backend, Published(columns: 48));
        Assert.Contains("the first in emerging (inverse)", wide.Sample(4).Refusal("samples")!.Message, StringComparison.Ordinal);

        static MatrixLayer Published(int columns)
        {
            var shape = new ImageShape(1, 2, columns);
            double[,] kernel = { { 0.8033, 0.1748, 0.089 }, { -0.6137, 0.0462, 0 } };
            var matrix = MatrixLayer.Matrix(shape, (to, from) =>
            {
                var (row, column) = ((from / columns) - (to / columns) + 1, (from % columns) - (to % columns) + 1);
                return row is 0 or 1 && column is >= 0 and <= 2 ? kernel[row, column] : 0;
            });
            return MatrixLayer.Of("emerging", shape, matrix, shape.Dimensions * Math.Log(0.0462));
        }
    }

    [Fact]
    public void A_matrix_that_is_nearly_singular_is_named_with_its_condition()
    {
        var matrix = Matrix<double>.Build.DenseOfArray(new[,] { { 1, 1 }, { 1, 1 + 1e-7 } });
        var report = Verify(new DenseConv1x1("mix", new ImageShape(2, 2, 2), matrix));
        AssertFailed(report, "mix", CheckNames.Condition);
        var refusal = report.Failures.Single(check => check.Name == CheckNames.Runs);
        Assert.StartsWith("mix: expected a matrix with a condition number of at most 1e+06", refusal.Note, StringComparison.Ordinal);
        Assert.Contains("|det|", refusal.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_det_that_both_directions_get_wrong_costs_total_probability()
    {
        var layer = MatrixLayer.Matrix(Small, (row, column) => row == column ? 1.1 : column == row - 1 ? 0.2 : 0);
        var right = Small.Dimensions * Math.Log(1.1);
        Assert.Equal(CheckOutcome.Passed, Total(right).Outcome);
        var wrong = Total(right + 0.3);
        Assert.Equal(CheckOutcome.Failed, wrong.Outcome);
        Assert.InRange(wrong.Figure, Math.Exp(0.3) - 1.1, Math.Exp(0.3) - 0.9);

        CheckResult Total(double logDet)
        {
            using var model = Flows.Of(_backend, MatrixLayer.Of("linear", Small, layer, logDet));
            return ModelVerifier.Verify(model, options: new VerificationOptions { NormalizationPoints = 2000 }).Find(CheckNames.Normalization)!;
        }
    }

    private static void AssertFailed(VerificationReport report, string? layer, params string[] names)
    {
        foreach (var name in names)
        {
            Assert.Contains(report.Failures, check => check.Layer == layer && check.Name == name);
        }
    }

    private VerificationReport Verify(Bijector layer)
    {
        using var model = Flows.Of(_backend, layer);
        return ModelVerifier.Verify(model, TestImages.All(TestImages.Noise(layer.InputShape, 8, seed: 2)), Flows.Quick);
    }

    private FlowModel Row(int columns, double weight)
    {
        var random = new PhiloxSequence(new RandomKey(0, RandomStream.Weights, 0));
        var model = Flows.Of(_backend, new MaskedConv("row", new ImageShape(1, 1, columns), 1, 2, FlowCore.Backends.Orientation.TopLeft, random));
        _backend.Write([weight], model.Arena.Values);
        return model;
    }
}
