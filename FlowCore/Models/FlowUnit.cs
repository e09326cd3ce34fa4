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

    /// <summary>Whether it mixes pixels with their neighbours by itself, in place of which papers put another.</summary>
    public bool IsMixing { get; init; }

    /// <summary>
    /// Which kind of coupling it is, as <see cref="FlowCatalog.StepWithCoupling"/> calls it; null for a unit that is none. A
    /// level's split has the kind that its steps have.
    /// </summary>
    public string? Coupling { get; init; }

    /// <summary>
    /// A second name that configurations may call it, or null: no list has it, but files that do can be read. Layers are called
    /// after the name that is used, so that a file finds its parameters.
    /// </summary>
    public string? OtherName { get; init; }

    /// <summary>The same unit under its second name.</summary>
    internal FlowUnit AsOther() => this with { Name = OtherName!, LayerName = OtherName! };
}
