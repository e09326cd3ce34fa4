using FlowCore.Autodiff;
using FlowCore.Layers;
using FlowCore.Models;

namespace FlowCore.Tools.Benching;

/// <summary>
/// What a model's arithmetic comes to, in floating-point operations of its matrix products, two a multiply-add; all else
/// is small beside them.
/// </summary>
internal static class FlowCost
{
    /// <summary>The forward pass of a part for one image. The inverse costs the same, the backward pass twice that.</summary>
    public static double Forward(FlowPart part) => 2.0 * part.MultiplyAdds;

    /// <summary>The forward pass of all parts for one image.</summary>
    public static double Forward(IEnumerable<FlowPart> parts) => parts.Sum(Forward);

    /// <summary>The number, from 1, of the level that costs most.</summary>
    public static int Heaviest(IEnumerable<FlowLevel> levels) => levels.Index().MaxBy(level => Forward(level.Item)).Index + 1;

    /// <summary>
    /// Hidden activations of all coupling nets for one image, two a net: most of what training keeps, on a backend that
    /// keeps both.
    /// </summary>
    public static double Hidden(FlowConfig config) => new FlowBuilder(config).BuildLevels()
        .SelectMany(level => level.Chain.Tree().OfType<Coupling>())
        .Sum(coupling => 2.0 * coupling.Width * coupling.InputShape.Plane);
}
