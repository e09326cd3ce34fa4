using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Outside.Extending;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Verification;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Verification;

/// <summary>Models with nothing wrong, and what is said of what cannot be looked at.</summary>
public sealed class ModelVerifierTests : IDisposable
{
    private static readonly ImageShape Image = new(1, 8, 8);
    private readonly CpuBackend _backend = new(threads: 1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("finc,actnorm,plu,coupling", "normal", 0)]
    [InlineData("masked,actnorm,dense,coupling", "learned", 3)]
    [InlineData("inverse-finc,coupling,plu", "normal", 0)]
    public void A_trained_model_passes_every_check_and_none_is_left_out(string step, string prior, int classes)
    {
        var config = SmallFlows.Config(Image, steps: 2) with { Step = step, Prior = prior, Classes = classes };
        var images = Labelled(classes);
        using var model = SmallFlows.Warm(_backend, config, images);
        var report = ModelVerifier.Verify(model, TestImages.All(images));
        Assert.Empty(report.Failures);
        Assert.Empty(report.NotChecked);
        Assert.All(report.Checks, check => Assert.Equal(CheckOutcome.Passed, check.Outcome));
        Assert.Equal(model.Levels.SelectMany(level => level.Chain.Children).Select(layer => layer.Name), report.Layers);
        Assert.All(report.Layers, layer => Assert.NotNull(report.Find(CheckNames.LogDet, layer)));
        Assert.All(report.Layers, layer => Assert.NotNull(report.Find(CheckNames.InverseRoundTrip, layer)));
    }

    [Fact]
    public void A_trained_model_whose_inverse_is_learned_has_no_fault_and_its_errors_are_reported()
    {
        var images = Labelled(0);
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(Image) with { Step = "snf,actnorm,plu,coupling" }, images);
        var report = ModelVerifier.Verify(model, TestImages.All(images));
        Assert.Empty(report.Failures);
        Assert.Equal(CheckOutcome.Approximate, report.Find(CheckNames.RoundTrip, "level1.step1.snf")!.Outcome);
        Assert.Equal(CheckOutcome.Passed, report.Find(CheckNames.LogDet, "level1.step1.snf")!.Outcome);
        Assert.Equal(CheckOutcome.Passed, report.Find(CheckNames.Gradient, "level1.step1.snf")!.Outcome);
    }

    [Fact]
    public void A_model_keeps_every_bit_and_is_found_the_same_again()
    {
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(Image), Labelled(0));
        var before = TestTensors.ReadDoubles(_backend, model.Arena.Values);
        var report = ModelVerifier.Verify(model, options: Flows.Quick);
        var again = ModelVerifier.Verify(model, options: Flows.Quick);
        Assert.Equal(before, TestTensors.ReadDoubles(_backend, model.Arena.Values));
        Assert.Equal(report.Checks, again.Checks);
    }

    [Fact]
    public void A_padded_model_is_verified_on_images_that_are_not()
    {
        var config = SmallFlows.Config(new ImageShape(1, 7, 6)) with { Padded = Image };
        var images = TestImages.Noise(config.Image, 8, seed: 3);
        using var model = SmallFlows.Warm(_backend, config, images);
        Assert.Empty(ModelVerifier.Verify(model, TestImages.All(images), Flows.Quick).Failures);
    }

    [Fact]
    public void Layers_that_do_not_commute_are_run_in_list_order_and_back_in_reverse()
    {
        var shape = new ImageShape(2, 2, 2);
        Bijector[] layers =
        [
            new DenseConv1x1("first", shape, Matrix<double>.Build.DenseOfArray(new double[,] { { 1, 2 }, { 0, 1 } })),
            new DenseConv1x1("second", shape, Matrix<double>.Build.DenseOfArray(new double[,] { { 1, 0 }, { 3, 1 } })),
            new DenseConv1x1("third", shape, Matrix<double>.Build.DenseOfArray(new double[,] { { 2, 0 }, { 0, 1 } })),
        ];
        using var model = Flows.Of(_backend, layers);
        double[] x = [.. Enumerable.Range(1, shape.Dimensions).Select(i => i / 8.0)];

        // Third · second · first = [[2, 4], [3, 7]], of channels 1/8 … 4/8 and 5/8 … 8/8.
        var z = WholeChecks.Forward(model, x, labels: null).Latents[0];
        Assert.Equal([2.75, 3.5, 4.25, 5, 4.75, 6, 7.25, 8.5], z, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(x, WholeChecks.Inverse(model, [z], labels: null).Pixels, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(["first", "second", "third"], LayerWalk.Forward(model, x, samples: 1, labels: null).Visits.Select(visit => visit.Layer.Name));
        var down = LayerWalk.Inverse(model, seed: 1, samples: 1, labels: null);
        Assert.Equal(["third", "second", "first"], down.Visits.Select(visit => visit.Layer.Name));
        var report = ModelVerifier.Verify(model, options: Flows.Quick);
        Assert.Empty(report.Failures);
        Assert.Equal(0, report.Find(CheckNames.LayerOrder)!.Figure);
    }

    [Fact]
    public void A_layer_that_says_it_is_approximate_is_reported_and_not_failed()
    {
        var shape = new ImageShape(1, 2, 2);
        var matrix = MatrixLayer.Matrix(shape, (row, column) => row == column ? 1 : column == row - 1 ? 0.5 : 0);
        foreach (var isExact in (bool[])[false, true])
        {
            using var model = Flows.Of(_backend, new MatrixLayer("rough", shape, shape, matrix, matrix.Inverse() * 1.001) { ClaimsExact = isExact });
            var report = ModelVerifier.Verify(model, options: Flows.Quick);
            Assert.Equal(!isExact, report.Passed);
            var check = report.Find(CheckNames.RoundTrip, "rough")!;
            Assert.Equal(isExact ? CheckOutcome.Failed : CheckOutcome.Approximate, check.Outcome);
            Assert.Equal(1e-3, check.Figure, tolerance: 1e-5);
        }
    }

    [Fact]
    public void Of_a_large_model_of_parts_what_needs_a_smaller_image_is_not_checked_and_says_why()
    {
        var shape = new ImageShape(4, 16, 16);
        using var model = Flows.Of(_backend, new TwoSlopes("slopes", shape));
        var report = ModelVerifier.Verify(model, options: Flows.Quick);
        Assert.True(report.Passed);
        Assert.Equal(CheckOutcome.NotChecked, report.Find(CheckNames.LogDet, "slopes")!.Outcome);
        Assert.Equal(
            "slopes: log-det not checked: 4×16×16 has more than 768 dimensions for a dense Jacobian: a model of parts has no configuration "
                + "to build another from.",
            report.Find(CheckNames.LogDet, "slopes")!.ToString());
        Assert.Contains(report.NotChecked, check => check is { Name: CheckNames.LogDet, Layer: null });
    }

    [Fact]
    public void A_small_model_with_a_users_layer_is_verified_like_any_other()
    {
        var shape = new ImageShape(4, 4, 4);
        using var model = Flows.Of(_backend, new TwoSlopes("slopes", shape), new FincUnit("finc", shape, 3, 3, Layers.InverseGainTests.Random()));
        _backend.Write([0.3, -0.4, 0.1, 0.5, 0.2, 0, -0.3, 0.1], model.Arena.Parameters[0].Value);
        var report = ModelVerifier.Verify(model, options: Flows.Quick);
        Assert.Empty(report.Failures);
        Assert.Equal([CheckNames.Normalization], report.NotChecked.Select(check => check.Name));
    }

    [Fact]
    public void Images_of_another_shape_and_a_model_without_a_start_are_refused()
    {
        using var model = new FlowModel(SmallFlows.Config(Image), _backend);
        Assert.StartsWith("ModelVerifier: expected a model that was trained", Assert.Throws<FlowException>(() => ModelVerifier.Verify(model)).Message, StringComparison.Ordinal);
        using var warm = SmallFlows.Warm(_backend, SmallFlows.Config(Image), Labelled(0));
        var images = TestImages.All(TestImages.Noise(new ImageShape(1, 4, 4), 2, seed: 1));
        Assert.StartsWith("images: expected 1×8×8", Assert.Throws<ShapeException>(() => ModelVerifier.Verify(warm, images)).Message, StringComparison.Ordinal);
    }

    private static IImageSet Labelled(int classes)
    {
        var images = TestImages.Of(Image, 16, (n, _, row, column) => ((13 * n) + (7 * row * column) + (n % 3 * 40)) % 256);
        return classes == 0 ? images : new LabelledImageSet(images, classes, Enumerable.Range(0, 16).Select(n => n % classes).ToArray());
    }
}
