using FlowCore.Distributions;

namespace FlowCore.Models;

/// <summary>A kind of prior that a model's latents can have.</summary>
/// <param name="Name">What <see cref="FlowConfig.Prior"/> calls it.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Build">Makes one for a latent.</param>
public sealed record PriorUnit(string Name, string Source, Func<PriorSite, Prior> Build);
