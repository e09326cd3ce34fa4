using FlowCore.Models;

namespace FlowCore.Evaluation;

/// <summary>
/// How far a model's inverse can be trusted in float32, layer by layer. The likelihood does not show it: a model can score well
/// and not bring its images back.
/// </summary>
/// <param name="Layers">The layers that have a gain or a condition number, in forward order.</param>
public sealed record StabilityReport(IReadOnlyList<LayerStability> Layers)
{
    /// <summary>Beyond this nothing of a float's 24 bits is left that tells pixels apart: such a model is of no use.</summary>
    public const double MostAmplification = 1e6;

    /// <summary>The layer with the largest gain of its inverse, a NaN before all; null where none has one.</summary>
    public LayerStability? LargestGain { get; } = Largest(Layers, layer => layer.Gain);

    /// <summary>The layer with the largest condition number, a NaN before all; null where none has one.</summary>
    public LayerStability? LargestCondition { get; } = Largest(Layers, layer => layer.Condition);

    /// <summary>The layer with the largest of both.</summary>
    public LayerStability? Worst { get; } = Largest(Layers, layer => layer.Worst);

    /// <summary>Asks every layer of a model, as its weights are now.</summary>
    /// <param name="model">The model.</param>
    public static StabilityReport Of(FlowModel model)
    {
        var layers = new List<LayerStability>();
        foreach (var layer in model.Layers)
        {
            var (gain, condition) = (layer.InverseGain(model.Backend), layer.Condition(model.Backend));
            if (gain is not null || condition is not null)
            {
                layers.Add(new LayerStability(layer.Name, gain, condition));
            }
        }

        return new StabilityReport(layers);
    }

    /// <summary>The worst layer if it is beyond a limit, or not a number.</summary>
    /// <param name="limit">The limit.</param>
    public LayerStability? Beyond(double limit) => Worst is { } worst && !(worst.Worst <= limit) ? worst : null;

    private static LayerStability? Largest(IReadOnlyList<LayerStability> layers, Func<LayerStability, double?> number) => layers
        .Where(layer => number(layer) is not null)
        .MaxBy(layer => double.IsNaN(number(layer)!.Value) ? double.PositiveInfinity : number(layer));
}
