using FlowCore.Models;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>A step of flow that is compared: what takes the place of the first unit of FInC Flow's step, and the rest as it is.</summary>
/// <param name="Name">The unit, or what the step is without one.</param>
/// <param name="Step">The step.</param>
internal sealed record MixingStep(string Name, string Step)
{
    /// <summary>What the step without any such unit is called: what is left of it is Glow's.</summary>
    public const string Without = "none (Glow's step)";

    /// <summary>A step for each unit of a catalog that mixes pixels with their neighbours, in its order, and the step without.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="step">The step whose unit is replaced.</param>
    public static IReadOnlyList<MixingStep> All(FlowCatalog catalog, string step = FlowConfig.DefaultStep) =>
    [
        .. catalog.Mixing.Select(unit => new MixingStep(unit.Name, catalog.StepWith(unit.Name, step))),
        new MixingStep(Without, catalog.StepWith(FlowCatalog.NoMixing, step)),
    ];
}
