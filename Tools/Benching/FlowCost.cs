using FlowCore.Models;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching;

/// <summary>
/// What a model's arithmetic comes to, in floating-point operations of its matrix products, two a multiply-add; all else
/// is small beside them. Taps that fall outside the image are counted.
/// </summary>
internal static class FlowCost
{
    /// <summary>What the steps of each level work on.</summary>
    public static IReadOnlyList<ImageShape> Levels(FlowConfig config)
    {
        var levels = new List<ImageShape>();
        var image = config.Image;
        for (var level = 0; level < config.Levels; level++)
        {
            levels.Add(image.Squeezed());
            image = levels[^1].WithChannels((levels[^1].Channels + 1) / 2);
        }

        return levels;
    }

    /// <summary>The number, from 1, of the level whose step costs most.</summary>
    public static int Heaviest(FlowConfig config) =>
        Levels(config).Index().MaxBy(level => Step(config, level.Item)).Index + 1;

    /// <summary>The forward pass for one image. The inverse costs the same, the backward pass twice that.</summary>
    public static double Forward(FlowConfig config) => Levels(config).Index().Sum(level =>
        (config.StepsPerLevel * Step(config, level.Item))
        + (level.Index < config.Levels - 1 ? Coupling(config, level.Item) : 0));

    /// <summary>
    /// Hidden activations of all coupling nets for one image, two a coupling: most of what training keeps.
    /// </summary>
    public static double Hidden(FlowConfig config) => Levels(config).Index().Sum(level =>
        2.0 * config.Width * level.Item.Plane * (config.StepsPerLevel + (level.Index < config.Levels - 1 ? 1 : 0)));

    /// <summary>A masked convolution or its inverse, k²·C·C/4 multiply-adds a pixel.</summary>
    public static double Masked(FlowConfig config, ImageShape level) =>
        2.0 * config.Kernel * config.Kernel * level.Channels * level.Channels / 4 * level.Plane;

    /// <summary>A 1×1 convolution, C² multiply-adds a pixel.</summary>
    public static double Mixing(ImageShape level) => 2.0 * level.Channels * level.Channels * level.Plane;

    /// <summary>
    /// A coupling: 3×3 from the passing half to the width, 1×1 within it, 3×3 to log-scale and shift of the other half.
    /// </summary>
    public static double Coupling(FlowConfig config, ImageShape level)
    {
        double width = config.Width;
        var (passing, changed) = ((level.Channels + 1) / 2, level.Channels / 2);
        return 2 * ((9 * passing * width) + (width * width) + (9 * width * 2 * changed)) * level.Plane;
    }

    private static double Step(FlowConfig config, ImageShape level) =>
        Masked(config, level) + Mixing(level) + Coupling(config, level);
}
