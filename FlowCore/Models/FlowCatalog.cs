using System.Collections.Immutable;
using FlowCore.Distributions;
using FlowCore.Layers;

namespace FlowCore.Models;

/// <summary>
/// What configurations can name: the kinds of layers and of priors. A program that has kinds of its own adds them to
/// <see cref="Standard"/> and hands the result to whatever builds models.
/// </summary>
public sealed class FlowCatalog
{
    /// <summary>What <see cref="StepWith"/> calls a step whose neighbours meet in couplings alone, as Glow's do.</summary>
    public const string NoMixing = "glow";

    private readonly ImmutableArray<FlowUnit> _units;
    private readonly ImmutableArray<PriorUnit> _priors;

    private FlowCatalog(ImmutableArray<FlowUnit> units, ImmutableArray<PriorUnit> priors) => (_units, _priors) = (units, priors);

    /// <summary>What this library has.</summary>
    public static FlowCatalog Standard { get; } = new(
        [
            new("finc", "FInC Flow (VISAPP 2023)", site =>
                new FincUnit(site.Name, site.Shape, site.Config.Kernel, site.Config.Kernel, site.Random()))
            {
                IsMixing = true,
            },
            new("masked", "one of FInC Flow's four, top-left, over all channels", site => new MaskedConv(
                site.Name, site.Shape, site.Config.Kernel, site.Config.Kernel, Orientation.TopLeft, site.Random()))
            {
                IsMixing = true,
            },
            new("inverse-flow", "Inverse-Flow (AISTATS 2025): training solves, sampling convolves", site => new InverseBijector(
                new FincUnit(site.Name, site.Shape, site.Config.Kernel, site.Config.Kernel, site.Random())))
            {
                OtherName = "inverse-finc",
                IsMixing = true,
            },
            new("cinc", "CInC Flow (TPM 2021)", site =>
                new CincConv(site.Name, site.Shape, site.Config.Kernel, site.Config.Kernel, site.Random()))
            {
                IsMixing = true,
            },
            new("emerging", "Emerging convolutions (ICML 2019)", site =>
                new EmergingConv(site.Name, site.Shape, EmergingConv.SizeFor(site.Config.Kernel), site.Random()))
            {
                IsMixing = true,
            },
            new("macow", "MaCow (NeurIPS 2019)", site =>
                new MacowUnit(site.Name, site.Shape, site.Config.Kernel, site.Random()))
            {
                IsMixing = true,
            },
            new("mintnet", "MintNet (NeurIPS 2019), its inverse approximate", site => new MintUnit(
                site.Name,
                site.Shape,
                MintUnit.HiddenFor(site.Config.Width, site.Shape.Channels),
                site.OddKernel,
                site.Random()))
            {
                IsMixing = true,
            },
            new("convexp", "Convolution exponential (NeurIPS 2020)", site =>
                new ExponentialConv(site.Name, site.Shape, site.OddKernel, site.OddKernel, site.Random()))
            {
                IsMixing = true,
            },
            new("woodbury", "Woodbury transformations (NeurIPS 2020)", site => new WoodburyTransform(
                site.Name, site.Shape, WoodburyTransform.DefaultRank, WoodburyTransform.DefaultRank, site.Random()))
            {
                IsMixing = true,
            },
            new("snf", "Self Normalizing Flows (ICML 2021), its inverse approximate", site => new SelfNormalizingConv(
                site.Name, site.Shape, site.OddKernel, site.OddKernel, site.Random()))
            {
                IsMixing = true,
            },
            new("actnorm", "Glow, section 3.1", site => new ActNorm(site.Name, site.Shape)),
            new("plu", "Glow, section 3.2, as P·L·U", site => new PluConv1x1(site.Name, site.Shape, site.Random()))
            {
                LayerName = "conv1x1",
            },
            new("dense", "Glow, section 3.2, stored whole", site => new DenseConv1x1(site.Name, site.Shape, site.Random()))
            {
                LayerName = "conv1x1",
            },
            new("coupling", "Glow, section 3.3; the bounded scale is FInC Flow's", site =>
                new AffineCoupling(site.Name, site.Shape, site.Config.Width, site.Random(), site.Config.ConditionShape))
            {
                Coupling = "affine",
            },
            new("additive", "NICE; Glow, section 3.3", site =>
                new AdditiveCoupling(site.Name, site.Shape, site.Config.Width, site.Random(), site.Config.ConditionShape))
            {
                LayerName = "coupling",
                Coupling = "additive",
            },
            new("quad", "CInC Flow (TPM 2021)", site =>
                new QuadCoupling(site.Name, site.Shape, site.Config.Width, site.Random(), site.Config.ConditionShape))
            {
                LayerName = "coupling",
                Coupling = "quad",
            },
        ],
        [
            new("normal", "RealNVP", site => new StandardNormalPrior(site.Name, site.Shape)),
            new("learned", "Glow's split prior and class-conditional prior", site =>
                new LearnedPrior(site.Name, site.Shape, site.Parent, site.Config.ConditionShape)),
        ]);

    /// <summary>The kinds of layers, by name.</summary>
    public IEnumerable<string> Units => _units.Select(unit => unit.Name);

    /// <summary>The kinds of priors, by name.</summary>
    public IEnumerable<string> Priors => _priors.Select(prior => prior.Name);

    /// <summary>The kinds of layers that mix pixels with their neighbours, of which a step has one: what papers differ in.</summary>
    public IEnumerable<FlowUnit> Mixing => _units.Where(unit => unit.IsMixing);

    /// <summary>The kinds of layers that let channels pass and change the others by what a net makes of them.</summary>
    public IEnumerable<FlowUnit> Couplings => _units.Where(unit => unit.Coupling is not null);

    /// <summary>A step whose first unit of <see cref="Mixing"/> is another one, or which begins with it where there is none.</summary>
    /// <param name="mixing">Its name, or <see cref="NoMixing"/> for none at all.</param>
    /// <param name="step">As in <see cref="FlowConfig.Step"/>.</param>
    /// <exception cref="FlowException">There is none of that name; the message lists them.</exception>
    public string StepWith(string mixing, string step)
    {
        if (mixing != NoMixing && !Mixing.Any(unit => unit.Name == mixing))
        {
            throw new FlowException(
                "FlowCatalog.StepWith", $"one of {string.Join(", ", Mixing.Select(unit => unit.Name))}, {NoMixing}", $"'{mixing}'", "");
        }

        List<string> names = [.. step.Split(',', StringSplitOptions.TrimEntries)];
        var place = names.FindIndex(name => _units.Any(unit => unit.IsMixing && (unit.Name == name || unit.OtherName == name)));
        if (place >= 0)
        {
            names.RemoveAt(place);
        }

        if (mixing != NoMixing)
        {
            names.Insert(Math.Max(place, 0), mixing);
        }

        return string.Join(',', names);
    }

    /// <summary>A step all of whose couplings are of one kind, or which ends with one where there is none.</summary>
    /// <param name="coupling">The kind, <see cref="FlowUnit.Coupling"/>.</param>
    /// <param name="step">As in <see cref="FlowConfig.Step"/>.</param>
    /// <exception cref="FlowException">There is none of that kind; the message lists them.</exception>
    public string StepWithCoupling(string coupling, string step)
    {
        var chosen = Couplings.FirstOrDefault(unit => unit.Coupling == coupling) ?? throw new FlowException(
            "FlowCatalog.StepWithCoupling", $"one of {string.Join(", ", Couplings.Select(unit => unit.Coupling))}", $"'{coupling}'", "");
        var names = step.Split(',', StringSplitOptions.TrimEntries);
        return names.Any(IsCoupling)
            ? string.Join(',', names.Select(name => IsCoupling(name) ? chosen.Name : name))
            : string.Join(',', names.Append(chosen.Name));

        bool IsCoupling(string name) => Couplings.Any(unit => unit.Name == name || unit.OtherName == name);
    }

    /// <summary>These and another kind of layer, which takes the place of one of its name.</summary>
    public FlowCatalog With(FlowUnit unit) => new([.. _units.Where(other => other.Name != unit.Name), unit], _priors);

    /// <summary>These and another kind of prior, which takes the place of one of its name.</summary>
    public FlowCatalog With(PriorUnit prior) => new(_units, [.. _priors.Where(other => other.Name != prior.Name), prior]);

    /// <summary>The kind of layer of a name.</summary>
    /// <exception cref="FlowException">There is none; the message lists them.</exception>
    public FlowUnit Unit(string name) => _units.FirstOrDefault(unit => unit.Name == name)
        ?? _units.FirstOrDefault(unit => unit.OtherName == name)?.AsOther()
        ?? throw new FlowException("FlowConfig.Step", $"some of {string.Join(", ", Units)}", $"'{name}'", "");

    /// <summary>The kind of prior of a name.</summary>
    /// <exception cref="FlowException">There is none; the message lists them.</exception>
    public PriorUnit Prior(string name) => _priors.FirstOrDefault(prior => prior.Name == name)
        ?? throw new FlowException("FlowConfig.Prior", $"one of {string.Join(", ", Priors)}", $"'{name}'", "");
}
