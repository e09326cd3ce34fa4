namespace FlowCore.Models;

/// <summary>The log-density of a batch and its two parts, <c>[N]</c> each, in nats.</summary>
/// <param name="Total"><c>ln p(v + u)</c> with pixels counted in levels 0 … Q: bits per dimension follow without constants.</param>
/// <param name="LogPrior"><c>ln p(z)</c> over all latents.</param>
/// <param name="LogDet"><c>ln |det ∂z/∂(v + u)|</c>, the pixel map's included.</param>
public readonly record struct FlowDensity(Variable Total, Variable LogPrior, Variable LogDet);
