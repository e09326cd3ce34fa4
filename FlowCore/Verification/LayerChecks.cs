using FlowCore.Layers;
using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>What is looked at in each layer at its full size.</summary>
internal static class LayerChecks
{
    /// <summary>Structure and stability of every layer, which need no image.</summary>
    public static void Structure(FlowModel model, Findings findings)
    {
        foreach (var layer in LayerRun.Leaves(model))
        {
            findings.Next(layer.Name);
            findings.Guard(layer.Name, () => Structure(model, layer, findings));
        }
    }

    /// <summary>Round trips of every layer on the way from images to latents, and of draws to images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="walk">The way.</param>
    /// <param name="labels">The classes, or null.</param>
    /// <param name="inverse">Whether it is that of draws.</param>
    /// <param name="findings">Takes the results.</param>
    public static void RoundTrips(FlowModel model, LayerWalk walk, int[]? labels, bool inverse, Findings findings)
    {
        foreach (var visit in walk.Visits)
        {
            findings.Next(visit.Layer.Name);
            findings.Guard(visit.Layer.Name, () => RoundTrip(visit));
        }

        void RoundTrip(LayerVisit visit)
        {
            var (layer, samples) = (visit.Layer, visit.LogDet.Length);
            var (back, logDet) = LayerRun.Run(model, layer, visit.Result, labels, samples, !inverse);
            findings.Add(
                inverse ? CheckNames.InverseRoundTrip : CheckNames.RoundTrip,
                layer.Name,
                Deviation.Relative(visit.Given, back),
                findings.Limits.RoundTrip,
                layer.IsExact);
            if (!inverse)
            {
                findings.Add(
                    CheckNames.LogDetSum,
                    layer.Name,
                    Deviation.Sum(visit.LogDet, logDet) / layer.InputShape.Dimensions,
                    findings.Limits.LogDet,
                    layer.IsExact);
            }
        }
    }

    private static void Structure(FlowModel model, Bijector layer, Findings findings)
    {
        var inside = layer.Tree().OfType<Bijector>().ToArray();
        foreach (var masked in inside.OfType<MaskedBijector>())
        {
            var (kernels, response) = MaskCheck.Faults(model, masked);
            findings.Add(
                CheckNames.Mask,
                layer.Name,
                kernels + response,
                0,
                note: kernels + response == 0 ? "" : $"{kernels} entries of its kernels, {response} of its response.");
        }

        foreach (var plu in inside.OfType<PluConv1x1>())
        {
            findings.Add(CheckNames.Matrix, layer.Name, MatrixCheck.Deviation(model, plu), findings.Limits.Matrix);
        }

        if (OrderCheck.Faults(model, layer) is { } faults)
        {
            findings.Add(CheckNames.Order, layer.Name, faults, 0, note: faults == 0 ? "" : "Pixel (2i + dy, 2j + dx) of channel c goes to channel 4c + 2dy + dx.");
        }

        if (Most(inside.Select(part => part.InverseGain(model.Backend))) is { } gain)
        {
            findings.Add(CheckNames.Gain, layer.Name, gain, findings.Limits.Gain, note: Remedy(gain, findings.Limits.Gain));
        }

        if (Most(inside.Select(part => part.Condition(model.Backend))) is { } condition)
        {
            findings.Add(CheckNames.Condition, layer.Name, condition, findings.Limits.Condition);
        }
    }

    /// <summary>What helps against a gain that is beyond a limit.</summary>
    public static string Remedy(double gain, double limit) =>
        gain <= limit ? "" : "Its inverse amplifies roundings that much. Train again with TrainingOptions.BoundGain.";

    // The maximum of numbers among which there is a NaN is NaN.
    private static double? Most(IEnumerable<double?> numbers)
    {
        double[] said = [.. numbers.OfType<double>()];
        return said.Length == 0 ? null : said.Aggregate(Math.Max);
    }
}
