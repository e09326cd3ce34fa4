using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Training;

/// <summary>
/// Refuses steps whose loss, gradient or weights are not finite, before an optimizer sees them, and says where that began.
/// </summary>
internal sealed class StepGuard(FlowModel model, TrainingOptions options)
{
    // A gradient's square must stay finite in a float: once Adam's second moment is infinite it stays so.
    private const double LargestNorm = 1e18;

    private BadStep? _last;

    /// <summary>Refuses to go on after more bad steps than the options allow.</summary>
    /// <param name="bad">How many there were.</param>
    /// <exception cref="FlowException">They are too many.</exception>
    public void ThrowIfTooMany(int bad)
    {
        if (bad > options.MaxBadSteps)
        {
            throw new FlowException(
                "training",
                FormattableString.Invariant($"at most {options.MaxBadSteps} bad steps"),
                FormattableString.Invariant($"{bad}{(_last is null ? "" : $"; {_last.Line}")}"),
                "Lower TrainingOptions.LearningRate, lengthen TrainingOptions.Warmup, or allow more with TrainingOptions.MaxBadSteps.");
        }
    }

    /// <summary>What is wrong with a step that must not change the parameters, or null.</summary>
    /// <param name="step">Its number.</param>
    /// <param name="means">The terms of its loss.</param>
    /// <param name="norm">The 2-norm of its gradient.</param>
    /// <param name="learningRate">The learning rate it would have.</param>
    /// <param name="batch">Its images.</param>
    /// <param name="noise">Its dequantisation.</param>
    public BadStep? Check(int step, LossTerms means, double norm, double learningRate, ImageBatch batch, Dequantization noise)
    {
        if (Problem(means.Total, norm, batch, noise) is not { } found)
        {
            return null;
        }

        // The batch's memory is another step's soon.
        var images = new ImageBatch(batch.Shape, [.. batch.Pixels], [.. batch.Ids], batch.Labels?.ToArray());
        var densities = double.IsFinite(means.Total) ? [] : model.LogDensity(images, noise);
        return _last = new BadStep(
            step,
            found.Problem,
            found.Layer,
            images,
            [.. images.Ids.Zip(densities).Where(each => !double.IsFinite(each.Second)).Select(each => each.First)],
            means.Total,
            means.LogPrior,
            means.LogDet,
            norm,
            learningRate);
    }

    private (string Problem, string Layer)? Problem(double logDensity, double norm, ImageBatch batch, Dequantization noise)
    {
        // A layer may hide a weight that is not finite, as a rectifier does; the sum costs one pass over the weights.
        var weight = double.IsFinite(model.Backend.SumOfSquares(model.Arena.Values)) ? null : FirstBadWeight();
        if (!double.IsFinite(logDensity))
        {
            var layer = NonFiniteSearch.InForward(model, batch, noise) ?? "the prior";
            var reason = weight is null ? "" : $"; {weight.Name} is not finite";
            return (FormattableString.Invariant($"the loss is {-logDensity}, first not finite after {layer}{reason}"), layer);
        }

        if (weight is not null)
        {
            return ($"{weight.Name} is not finite", LayerOf(weight));
        }

        if (!double.IsFinite(norm))
        {
            // The backward pass carries it to all layers before the one where it began.
            var bad = model.Arena.Parameters.Where(p => !double.IsFinite(model.Backend.SumOfSquares(p.Gradient))).ToArray();
            return bad is [var first, .., var last]
                ? ($"the gradient of {first.Name} is not finite, nor of others up to {last.Name}", LayerOf(first))
                : ($"the gradient of {bad[0].Name} is not finite", LayerOf(bad[0]));
        }

        if (Math.Min(norm, options.GradClipNorm > 0 ? options.GradClipNorm : norm) > LargestNorm)
        {
            var largest = model.Arena.Parameters.MaxBy(parameter => model.Backend.SumOfSquares(parameter.Gradient))!;
            return (FormattableString.Invariant($"the gradient's norm is {norm:g3}, most of it of {largest.Name}"), LayerOf(largest));
        }

        return null;
    }

    private Parameter? FirstBadWeight() => model.Arena.Parameters.FirstOrDefault(parameter =>
    {
        if (double.IsFinite(model.Backend.SumOfSquares(parameter.Value)))
        {
            return false;
        }

        // The squares of large numbers need not be finite where they are.
        var values = new float[parameter.Shape.Count];
        model.Backend.Read(parameter.Value, values);
        return !Array.TrueForAll(values, float.IsFinite);
    });

    /// <summary>The innermost part that trains a parameter.</summary>
    private string LayerOf(Parameter parameter) =>
        model.Parts.SelectMany(part => part.Tree()).Last(part => part.Parameters.Contains(parameter)).Name;
}
