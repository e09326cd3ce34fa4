using FlowCore.Models;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>A step of flow that is compared: what takes the place of the first unit of FInC Flow's step, and the rest as it is.</summary>
/// <param name="Name">The unit, or what the step is without one.</param>
/// <param name="Step">The step.</param>
internal sealed record MixingStep(string Name, string Step)
{
    /// <summary>What the step without any such unit is called: what is left of it is Glow's.</summary>
    public const string Without = "none (Glow's step)";

    /// <summary>
    /// A step for each unit of a catalog that can take that place, in its order, and the step without: a unit that stands for one
    /// of the other layers of the step is none of them.
    /// </summary>
    public static IReadOnlyList<MixingStep> All(FlowCatalog catalog)
    {
        var rest = FlowConfig.DefaultStep.Split(',')[1..];
        return
        [
            .. Units(catalog).Select(unit => new MixingStep(unit.Name, string.Join(',', rest.Prepend(unit.Name)))),
            new MixingStep(Without, string.Join(',', rest)),
        ];
    }

    /// <summary>The units that can take the place.</summary>
    public static IEnumerable<FlowUnit> Units(FlowCatalog catalog)
    {
        var others = FlowConfig.DefaultStep.Split(',')[1..]
            .Select(unit => catalog.Unit(unit).LayerName).ToHashSet(StringComparer.Ordinal);
        return catalog.Units.Select(catalog.Unit).Where(unit => !others.Contains(unit.LayerName));
    }
}
