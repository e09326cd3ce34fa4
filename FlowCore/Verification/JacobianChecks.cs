using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Random;
using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Verification;

/// <summary>
/// Every layer, and the model, against the dense matrix of its derivatives at an input that it really meets: the log-det, the gain of
/// the inverse and what the layer says of itself. The matrix comes of the layer's gradients, and these are held against differences
/// of its values.
/// </summary>
internal static class JacobianChecks
{
    private const int Directions = 4;

    // Of the size of the input: rounding is 6e-8 over it, and corners of a relu count by it.
    private const double Step = 1.0 / 2048;

    /// <summary>Looks at every layer of a small model.</summary>
    /// <param name="small">The model.</param>
    /// <param name="images">Images of the model that is verified, the first of which is used.</param>
    /// <param name="findings">Takes the results.</param>
    public static void Run(SmallModel small, ImageBatch images, Findings findings)
    {
        var model = small.Model;
        var labels = images.Labels is { } classes ? new[] { classes[0] } : null;
        var batch = new ImageBatch(model.Image, small.Crop(images, 0), [images.Ids[0]], labels);
        var x = WholeChecks.Encode(model, batch, findings.Options.Seed).Value;
        var walk = LayerWalk.Forward(model, x, samples: 1, labels);
        foreach (var visit in walk.Visits)
        {
            findings.Next(visit.Layer.Name + ", dense Jacobian");
            findings.Guard(visit.Layer.Name, () => Layer(small, visit, labels, findings));
        }

        findings.Next("model, dense Jacobian");
        var shape = model.PixelMap.OutputShape;
        if (shape.Dimensions > SmallModel.MostDense)
        {
            findings.NotChecked(CheckNames.LogDet, null, TooLarge(shape, small));
            return;
        }

        var whole = DenseJacobian.Of(model.Backend, shape, x, input => model.Forward(input, Condition(model, input, labels)).Latents);
        LogDet(null, whole, walk.LogDet[0], shape, model.Layers.All(layer => layer.IsExact), findings);
    }

    private static void Layer(SmallModel small, LayerVisit visit, int[]? labels, Findings findings)
    {
        var (model, layer, shape) = (small.Model, visit.Layer, visit.Layer.InputShape);
        if (shape.Dimensions > SmallModel.MostDense)
        {
            findings.NotChecked(CheckNames.LogDet, layer.Name, TooLarge(shape, small));
            return;
        }

        var jacobian = DenseJacobian.Of(
            model.Backend, shape, visit.Given, x => [layer.Forward(x, Condition(model, x, labels)).Value]);
        LogDet(layer.Name, jacobian, visit.LogDet[0], shape, layer.IsExact, findings);
        if (jacobian is null)
        {
            return;
        }

        findings.Add(CheckNames.Gradient, layer.Name, Gradient(model, visit, jacobian, labels, findings.Options.Seed), findings.Limits.Gradient);
        var gain = Finite(jacobian.InverseNorm);
        findings.Add(CheckNames.LocalGain, layer.Name, gain, findings.Limits.Gain, note: LayerChecks.Remedy(gain, findings.Limits.Gain));
        if (layer.InverseGain(model.Backend) is { } claimed)
        {
            findings.Add(CheckNames.Claims, layer.Name, Apart(claimed, gain), findings.Limits.Claims);
        }

        if (layer.Condition(model.Backend) is { } condition)
        {
            findings.Add(CheckNames.Claims, layer.Name, Apart(condition, gain * jacobian.Norm), findings.Limits.Claims);
        }
    }

    private static void LogDet(
        string? layer, DenseJacobian? jacobian, double logDet, ImageShape shape, bool isExact, Findings findings)
    {
        if (jacobian is null)
        {
            findings.NotChecked(CheckNames.LogDet, layer, "no gradient arrives at its input.");
            return;
        }

        findings.Add(
            CheckNames.LogDet,
            layer,
            Math.Abs(jacobian.LogAbsDet - logDet) / shape.Dimensions,
            findings.Limits.LogDet,
            isExact,
            FormattableString.Invariant($"{logDet:g6} nats; of the dense {shape.Dimensions}×{shape.Dimensions} Jacobian {jacobian.LogAbsDet:g6}."));
    }

    /// <summary>How far J·d is from <c>(f(x + h·d) − f(x − h·d))/2h</c>, over some directions d of independent normals.</summary>
    private static double Gradient(FlowModel model, LayerVisit visit, DenseJacobian jacobian, int[]? labels, ulong seed)
    {
        var (shape, x) = (visit.Layer.InputShape, visit.Given);
        var random = new PhiloxSequence(new RandomKey(seed, RandomStream.VerificationDirections, Step: 0));
        var step = Step * Math.Max(Math.Sqrt(x.Sum(number => number * number) / x.Length), 1e-3);
        var samples = new List<double[]>();
        var expected = new List<double>();
        for (var i = 0; i < Directions; i++)
        {
            double[] direction = [.. x.Select(_ => random.NextNormal())];
            samples.Add([.. x.Zip(direction, (number, by) => number + (step * by))]);
            samples.Add([.. x.Zip(direction, (number, by) => number - (step * by))]);
            expected.AddRange(jacobian.Matrix.Multiply(Vector<double>.Build.Dense(direction)));
        }

        int[]? classes = labels is null ? null : [.. Enumerable.Repeat(labels[0], samples.Count)];
        var values = Batches.Samples(
            LayerRun.Run(model, visit.Layer, Batches.Join(samples, shape), classes, samples.Count).Value, visit.Layer.OutputShape, samples.Count);
        var found = Enumerable.Range(0, Directions)
            .SelectMany(i => values[2 * i].Zip(values[(2 * i) + 1], (above, below) => (above - below) / (2 * step)));
        return Deviation.Norm([.. expected], [.. found]);
    }

    private static Variable? Condition(FlowModel model, Variable input, int[]? labels) => model.ConditionOf(
        input.Tape, labels is null ? null : [.. Enumerable.Repeat(labels[0], input.Shape.Batch)], input.Shape.Batch);

    private static string TooLarge(ImageShape shape, SmallModel small) =>
        FormattableString.Invariant($"{shape} has more than {SmallModel.MostDense} dimensions for a dense Jacobian: {small.Why}");

    // LU of a singular matrix divides by 0.
    private static double Finite(double gain) => double.IsNaN(gain) ? double.PositiveInfinity : gain;

    // Two infinities agree.
    private static double Apart(double claimed, double dense) => claimed == dense ? 0 : Math.Abs((claimed / dense) - 1);
}
