namespace FlowCore.Models;

/// <summary>Where a prior is built.</summary>
/// <param name="Name">The path of the prior.</param>
/// <param name="Shape">The latent, C×H×W.</param>
/// <param name="Parent">What goes on to the next level beside it; null at the last.</param>
/// <param name="Config">The model's configuration.</param>
public sealed record PriorSite(string Name, ImageShape Shape, ImageShape? Parent, FlowConfig Config);
