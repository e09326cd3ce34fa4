using FlowCore.Layers;
using FlowCore.Random;

namespace FlowCore.Models;

/// <summary>
/// The levels that a configuration describes (Kallappa et al. 2023, FInC Flow: unit, actnorm, 1×1, coupling a step). Building
/// takes memory for names and shapes only: first values are made when they are asked for.
/// </summary>
/// <param name="config">What to build.</param>
/// <param name="seed">Draws the first values.</param>
/// <param name="made">Sees every layer before the next one is made; what it throws ends the building.</param>
internal sealed class FlowBuilder(FlowConfig config, ulong seed, Action<Bijector>? made = null)
{
    private uint _drawn;

    public IReadOnlyList<FlowLevel> Build()
    {
        config.Validate();
        var levels = new List<FlowLevel>();
        var shape = config.Inner;
        for (var number = 1; number <= config.Levels; number++)
        {
            var splits = number < config.Levels;
            var level = new FlowLevel(new Chain($"level{number}", Layers($"level{number}", shape, splits)), splits);
            levels.Add(level);
            shape = level.PassingShape;
        }

        return levels;
    }

    private List<Bijector> Layers(string name, ImageShape image, bool splits)
    {
        var layers = new List<Bijector>();
        Add(new Squeeze(name + ".squeeze", image));
        var shape = layers[0].OutputShape;
        for (var step = 1; step <= config.StepsPerLevel; step++)
        {
            var path = $"{name}.step{step}";
            Add(new FincUnit(path + ".finc", shape, config.Kernel, config.Kernel, NextRandom()));
            Add(new ActNorm(path + ".actnorm", shape));
            Add(config.DenseConv1x1
                ? new DenseConv1x1(path + ".conv1x1", shape, NextRandom())
                : new PluConv1x1(path + ".conv1x1", shape, NextRandom()));
            Add(Coupling(path + ".coupling", shape));
        }

        if (splits)
        {
            Add(Coupling(name + ".split.coupling", shape));
        }

        return layers;

        void Add(Bijector layer)
        {
            made?.Invoke(layer);
            layers.Add(layer);
        }
    }

    private AffineCoupling Coupling(string name, ImageShape shape) =>
        new(name, shape, config.Width, NextRandom(), config.Recompute);

    // Each layer draws from a sequence of its own, so that changing one leaves the others' first weights alone.
    private PhiloxSequence NextRandom() => new(new RandomKey(seed, RandomStream.Weights, Step: 0), _drawn++);
}
