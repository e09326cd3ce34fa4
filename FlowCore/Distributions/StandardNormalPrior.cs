using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Distributions;

/// <summary>
/// Independent standard normals over all latents of a model. Evaluated once over all of them: a diagonal density needs no
/// D×D covariance and no separate terms for splits.
/// </summary>
public static class StandardNormalPrior
{
    /// <summary><c>Σ ln N(z; 0, 1)</c> over all of a sample's latents.</summary>
    /// <param name="latents">Each <c>[C, N, H, W]</c>.</param>
    /// <returns><c>[N]</c>, in nats.</returns>
    public static Variable LogDensity(IReadOnlyList<Variable> latents) => latents.LogDensity<StandardNormal>();

    /// <summary><c>z = temperature·ε</c>, drawn for each sample by its id.</summary>
    /// <param name="z"><c>[C, N, H, W]</c>, <c>=</c>.</param>
    /// <param name="backend">Where z is.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="latent">Which latent of the model z is.</param>
    /// <param name="ids">The id of each sample, N of them.</param>
    /// <param name="temperature">The standard deviation, 0 or more: below 1 for likelier, less varied samples.</param>
    public static void Sample(
        Tensor z, IBackend backend, ulong seed, int latent, ReadOnlySpan<int> ids, double temperature) =>
        backend.FillNormal(z, new RandomKey(seed, RandomStream.Latents + (uint)latent, Step: 0), ids, temperature);
}
