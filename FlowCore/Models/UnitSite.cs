using FlowCore.Random;

namespace FlowCore.Models;

/// <summary>Where a unit is built.</summary>
/// <param name="name">The path of the layer.</param>
/// <param name="shape">What it takes, C×H×W.</param>
/// <param name="config">The model's configuration.</param>
/// <param name="random">Gives a sequence that no other layer draws from.</param>
public sealed class UnitSite(string name, ImageShape shape, FlowConfig config, Func<PhiloxSequence> random)
{
    /// <summary>The path of the layer.</summary>
    public string Name { get; } = name;

    /// <summary>What it takes, C×H×W.</summary>
    public ImageShape Shape { get; } = shape;

    /// <summary>The model's configuration: width, kernel and all else.</summary>
    public FlowConfig Config { get; } = config;

    /// <summary>The side of kernels that have a middle: the configuration's k, or one more where that is even.</summary>
    public int OddKernel => (2 * (Config.Kernel / 2)) + 1;

    /// <summary>A sequence for the layer's first weights; changing one layer leaves the others' alone.</summary>
    public PhiloxSequence Random() => random();
}
