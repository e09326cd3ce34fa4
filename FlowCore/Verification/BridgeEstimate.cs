namespace FlowCore.Verification;

/// <summary>
/// The integral of a density p whose normalisation is in question, from one q that is known to be normalised: Bennett's acceptance
/// ratio (J. Comput. Phys. 22, 1976; Meng and Wong, Statistica Sinica 6, 1996, call it bridge sampling). With n points of each and
/// <c>w = p/q</c>, Z solves <c>Σ_q w/(w + Z) = Σ_p Z/(w + Z)</c>. Unlike the mean of w over q it needs p and q to overlap and no more:
/// no weight is above 1.
/// </summary>
/// <param name="LogIntegral"><c>ln Z</c>.</param>
/// <param name="StandardError">Of <c>ln Z</c>.</param>
/// <param name="Overlap">The mean of the acceptance of both, 1 where p and q are the same and near 0 where they do not meet.</param>
internal sealed record BridgeEstimate(double LogIntegral, double StandardError, double Overlap)
{
    private const int Halvings = 200;

    /// <summary>The estimate.</summary>
    /// <param name="ofModel"><c>ln p − ln q</c> at points that are drawn from p.</param>
    /// <param name="ofProposal"><c>ln p − ln q</c> at as many points that are drawn from q.</param>
    public static BridgeEstimate Of(double[] ofModel, double[] ofProposal)
    {
        // The left side less the right one falls as Z rises.
        var (low, high) = (Math.Min(ofModel.Min(), ofProposal.Min()), Math.Max(ofModel.Max(), ofProposal.Max()));
        for (var i = 0; i < Halvings && low < high; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = ofProposal.Sum(w => Accepted(w - middle)) > ofModel.Sum(w => Accepted(middle - w)) ? (middle, high) : (low, middle);
        }

        var log = (low + high) / 2;
        var (above, below) = (Spread(ofProposal, w => Accepted(w - log)), Spread(ofModel, w => Accepted(log - w)));
        return new BridgeEstimate(log, Math.Sqrt(above.Variance + below.Variance), 2 * Math.Min(above.Mean, below.Mean));
    }

    /// <summary><c>1/(1 + exp(−x))</c>.</summary>
    private static double Accepted(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>The mean, and the variance of that mean relative to its square.</summary>
    private static (double Mean, double Variance) Spread(double[] points, Func<double, double> accepted)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var point in points)
        {
            var value = accepted(point);
            sum += value;
            squares += value * value;
        }

        var mean = sum / points.Length;
        return (mean, ((squares / points.Length / (mean * mean)) - 1) / points.Length);
    }
}
