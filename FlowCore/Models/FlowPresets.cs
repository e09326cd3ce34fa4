using FlowCore.Files;

namespace FlowCore.Models;

/// <summary>Named configurations: a small one that trains in minutes on a CPU, and the published models of FInC Flow.</summary>
public static class FlowPresets
{
    /// <summary>The preset that is used when none is named.</summary>
    public const string Default = "fashion-small";

    private const int PublishedWidth = 512;

    private static readonly Dictionary<string, FlowConfig> All = new(StringComparer.Ordinal)
    {
        [Default] = new FlowConfig { Image = new ImageShape(1, 28, 28), Levels = 2, StepsPerLevel = 4, Width = 64 },
        ["mnist"] = Published(new ImageShape(1, 28, 28), levels: 2, steps: 16),
        ["cifar10"] = Published(new ImageShape(3, 32, 32), levels: 3, steps: 28),
        ["imagenet32"] = Published(new ImageShape(3, 32, 32), levels: 3, steps: 48),
        ["imagenet64"] = Published(new ImageShape(3, 64, 64), levels: 4, steps: 48),
        ["celeba64"] = Published(new ImageShape(3, 64, 64), levels: 3, steps: 32),
    };

    /// <summary>The names, in the order in which help lists them.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The configuration of a name.</summary>
    /// <exception cref="FlowException">There is none of that name; the message lists them.</exception>
    public static FlowConfig Get(string name) => All.TryGetValue(name, out var config)
        ? config
        : throw new FlowException("FlowPresets.Get", "one of " + string.Join(", ", Names), $"'{name}'", "");

    /// <summary>The preset that differs from a configuration in the fewest members, the first of several.</summary>
    /// <param name="config">The configuration.</param>
    public static string Nearest(FlowConfig config) =>
        Names.MinBy(name => JsonDifference.All(All[name], config).Count())!;

    private static FlowConfig Published(ImageShape image, int levels, int steps) =>
        new() { Image = image, Levels = levels, StepsPerLevel = steps, Width = PublishedWidth };
}
