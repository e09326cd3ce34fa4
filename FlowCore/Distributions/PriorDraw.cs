using FlowCore.Random;

namespace FlowCore.Distributions;

/// <summary>What the draws of a latent depend on.</summary>
/// <param name="Key">The seed, and a stream for each latent of a model.</param>
/// <param name="Ids">The id of each sample, N of them: a sample's draws depend on its own alone.</param>
/// <param name="Temperature">What deviations from the mean are multiplied by, 0 or more: below 1 for likelier, less varied samples.</param>
public readonly record struct PriorDraw(RandomKey Key, ReadOnlyMemory<int> Ids, double Temperature);
