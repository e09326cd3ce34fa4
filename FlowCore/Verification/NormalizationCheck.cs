using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Verification;

/// <summary>
/// The total probability of the model of the smallest images that its levels allow, with the same weights: the volume that its
/// log-dets claim, measured against that of a normal, which nobody computed from a flow. The normal is fitted to points of the model
/// and must overlap with it. In many dimensions only a model at a lower temperature does: it is the same transform, over less of its
/// range, and its total is 1 as well.
/// </summary>
internal static class NormalizationCheck
{
    private const int PilotPoints = 500;

    // Below this the error of an estimate from some thousands of points is above a few hundredths.
    private const double LeastOverlap = 0.2;
    private const int Deviations = 4;

    /// <summary>Estimates it.</summary>
    public static void Run(SmallModel small, Findings findings)
    {
        var shape = small.Model.PixelMap.OutputShape;
        if (findings.Options.NormalizationPoints == 0)
        {
            findings.NotChecked(CheckNames.Normalization, null, "it was not asked for.");
            return;
        }

        if (shape.Dimensions > SmallModel.MostDense)
        {
            findings.NotChecked(
                CheckNames.Normalization,
                null,
                FormattableString.Invariant($"{shape} has more than {SmallModel.MostDense} dimensions for the matrix of a normal: {small.Why}"));
            return;
        }

        foreach (var temperature in (double[])[1, 0.5, 0.25, 0.125])
        {
            if (Estimate(small.Model, temperature, findings) is { } estimate)
            {
                // Its points are those that the inverse draws: of an approximate one they are not quite the model's.
                Add(estimate, temperature, shape, small.Model.Layers.All(layer => layer.IsExact), findings);
                return;
            }
        }

        findings.NotChecked(CheckNames.Normalization, null, "no normal that is fitted to points of the model overlaps with it.");
    }

    private static BridgeEstimate? Estimate(FlowModel model, double temperature, Findings findings)
    {
        var (seed, points) = (findings.Options.Seed, findings.Options.NormalizationPoints);
        var target = new TemperedPoints(model, temperature, seed);
        if (NormalProposal.Fit(target.Draw(set: 0, points, Next)) is not { } normal)
        {
            return null;
        }

        var random = new PhiloxSequence(new RandomKey(seed, RandomStream.VerificationPoints, Step: 0));
        double[][] proposed = [.. Enumerable.Range(0, points).Select(_ => normal.Draw(random))];
        var drawn = target.Draw(set: 1, points, Next);
        return Bridge(Math.Min(PilotPoints, points)) is { Overlap: >= LeastOverlap } && Bridge(points) is { Overlap: >= LeastOverlap } estimate ? estimate : null;

        BridgeEstimate Bridge(int count) => BridgeEstimate.Of(LogRatios(drawn[..count]), LogRatios(proposed[..count]));

        double[] LogRatios(double[][] at) => [.. target.LogDensity(at, Next).Zip(at, (log, x) => log - normal.LogDensity(x))];

        void Next() => findings.Next("total probability");
    }

    private static void Add(BridgeEstimate estimate, double temperature, ImageShape shape, bool isExact, Findings findings)
    {
        var total = Math.Exp(estimate.LogIntegral);
        findings.Add(
            CheckNames.Normalization,
            null,
            Math.Abs(total - 1),
            findings.Limits.Normalization + (Deviations * total * estimate.StandardError),
            isExact,
            FormattableString.Invariant($"{total:g5} ± {total * estimate.StandardError:g2} for {shape} at temperature {temperature}."));
    }
}
