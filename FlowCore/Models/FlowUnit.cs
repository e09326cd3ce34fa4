using FlowCore.Layers;

namespace FlowCore.Models;

/// <summary>A kind of layer that a step of flow can be made of.</summary>
/// <param name="Name">What a <see cref="FlowConfig.Step"/> calls it.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Build">Makes one, named and shaped as the site says.</param>
public sealed record FlowUnit(string Name, string Source, Func<UnitSite, Bijector> Build)
{
    /// <summary>The last part of its layers' paths; units that stand for the same layer share it.</summary>
    public string LayerName { get; init; } = Name;
}
