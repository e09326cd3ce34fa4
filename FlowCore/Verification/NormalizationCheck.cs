using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Verification;

/// <summary>
/// The total probability of the model of the smallest images that its levels allow, with the same weights. Its log-dets say how
/// the model's volume grows; here that volume is measured against a normal's, which nobody computed from a flow.
/// </summary>
internal static class NormalizationCheck
{
    private const int Points = 8000;
    private const int PointsAtATime = 500;

    // Of ln Z: four of these must be less than what would be said of a model that is right.
    private const double MostError = 0.05;
    private const int Deviations = 4;

    /// <summary>Estimates it.</summary>
    public static void Run(FlowModel model, Findings findings)
    {
        var seed = findings.Options.Seed;
        var fitted = new NormalProposal(Draw(model, seed, Points));
        var random = new PhiloxSequence(new RandomKey(seed, RandomStream.VerificationPoints, Step: 0));
        double[][] proposed = [.. Enumerable.Range(0, Points).Select(_ => fitted.Draw(random))];
        var drawn = Draw(model, seed + 1, Points);
        var estimate = BridgeEstimate.Of(LogRatios(model, fitted, drawn, findings), LogRatios(model, fitted, proposed, findings));
        var note = FormattableString.Invariant(
            $"total probability {Math.Exp(estimate.LogIntegral):g5} ± {Math.Exp(estimate.LogIntegral) * estimate.StandardError:g2}, ")
            + FormattableString.Invariant($"{model.Image}, overlap {estimate.Overlap:g2}.");
        findings.Add(
            CheckNames.Normalization,
            null,
            Math.Abs(Math.Exp(estimate.LogIntegral) - 1),
            findings.Limits.Normalization + (Deviations * estimate.StandardError),
            note: note);
    }

    private static double[][] Draw(FlowModel model, ulong seed, int count)
    {
        var walk = LayerWalk.Inverse(model, seed, count, Labels(model, count));
        return Batches.Samples(walk.Pixels, model.PixelMap.OutputShape, count);
    }

    private static double[] LogRatios(FlowModel model, NormalProposal proposal, double[][] points, Findings findings)
    {
        var ratios = new List<double>();
        foreach (var part in points.Chunk(PointsAtATime))
        {
            findings.Next("total probability");
            var logs = WholeChecks.LogDensity(model, Batches.Join(part, model.PixelMap.OutputShape), Labels(model, part.Length));
            ratios.AddRange(part.Zip(logs, (x, log) => log - proposal.LogDensity(x)));
        }

        return [.. ratios];
    }

    // All of one class: it is the density given the class that has a total of 1.
    private static int[]? Labels(FlowModel model, int count) => model.ConditionShape is null ? null : new int[count];
}
