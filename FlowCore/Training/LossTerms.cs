namespace FlowCore.Training;

/// <summary>The means over a batch that make its loss, in nats an image.</summary>
/// <param name="Total">ln p(x), the sum of the others; the loss is its negative.</param>
/// <param name="LogPrior">ln p(z).</param>
/// <param name="LogDet">The log-det, the pixel map's included.</param>
internal readonly record struct LossTerms(double Total, double LogPrior, double LogDet);
