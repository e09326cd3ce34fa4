using FlowCore.Layers;
using FlowCore.Random;

namespace FlowCore.Models;

/// <summary>
/// Makes the parts of a model that a configuration describes: a pixel map, and levels of a squeeze, some steps of the units that
/// <see cref="FlowConfig.Step"/> names, and, where channels leave, a coupling between those and the others, of the kind that a step
/// ends with. Building takes memory for names and shapes only: first values are made when they are asked for.
/// </summary>
/// <param name="config">What to build.</param>
/// <param name="seed">Draws the first values.</param>
/// <param name="catalog">What the configuration's names mean, or null for <see cref="FlowCatalog.Standard"/>.</param>
public sealed class FlowBuilder(FlowConfig config, ulong seed = 0, FlowCatalog? catalog = null)
{
    // At a split, where the steps have no coupling whose kind it could be.
    private const string SplitUnit = "coupling";

    private readonly FlowCatalog _catalog = catalog ?? FlowCatalog.Standard;
    private uint _drawn;

    /// <summary>Sees every part before the next one is made; what it throws ends the building.</summary>
    internal Action<FlowPart>? Made { get; init; }

    /// <summary>The map between pixels and what the first level takes.</summary>
    public PixelMap BuildPixelMap() => new ScaledPixelMap(config.Image, config.Coding, config.Padded);

    /// <summary>The levels, from pixels to the last latent.</summary>
    /// <exception cref="FlowException">The configuration cannot be built.</exception>
    public IReadOnlyList<FlowLevel> BuildLevels()
    {
        config.Validate(_catalog);
        var units = config.Units.Select(_catalog.Unit).ToArray();
        var prior = _catalog.Prior(config.Prior);
        var levels = new List<FlowLevel>();
        var shape = config.Inner;
        for (var number = 1; number <= config.Levels; number++)
        {
            var level = BuildLevel($"level{number}", shape, splits: number < config.Levels, units, prior);
            levels.Add(level);
            shape = level.PassingShape;
        }

        return levels;
    }

    private FlowLevel BuildLevel(string name, ImageShape image, bool splits, FlowUnit[] units, PriorUnit prior)
    {
        var layers = new List<Bijector>();
        Add(new Squeeze(name + ".squeeze", image));
        for (var step = 1; step <= config.StepsPerLevel; step++)
        {
            var taken = new HashSet<string>(StringComparer.Ordinal);
            foreach (var unit in units)
            {
                // A second layer of a name in a step is called coupling2.
                var count = 1;
                var own = unit.LayerName;
                while (!taken.Add(own))
                {
                    own = FormattableString.Invariant($"{unit.LayerName}{++count}");
                }

                Add(unit.Build(Site(FormattableString.Invariant($"{name}.step{step}.{own}"))));
            }
        }

        if (splits)
        {
            var coupling = Array.FindLast(units, unit => unit.Coupling is not null) ?? _catalog.Unit(SplitUnit);
            Add(coupling.Build(Site(name + ".split.coupling")));
        }

        var chain = new Chain(name, layers);
        var (latent, passing) = FlowLevel.ShapesOf(chain, splits);
        var made = prior.Build(new PriorSite(name + ".prior", latent, splits ? passing : null, config));
        Made?.Invoke(made);
        return new FlowLevel(chain, made, splits);

        void Add(Bijector layer)
        {
            Made?.Invoke(layer);
            layers.Add(layer);
        }

        UnitSite Site(string path) => new(path, layers[^1].OutputShape, config, NextRandom);
    }

    // Each layer draws from a sequence of its own, so that changing one leaves the others' first weights alone.
    private PhiloxSequence NextRandom() => new(new RandomKey(seed, RandomStream.Weights, Step: 0), _drawn++);
}
