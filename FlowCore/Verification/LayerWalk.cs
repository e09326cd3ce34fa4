using FlowCore.Distributions;
using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Verification;

/// <summary>
/// A way through a model layer by layer, so that every layer is looked at on what it really meets. It is written apart from
/// <see cref="Layers.Chain"/> and <see cref="FlowLevel"/>, whose order it is held against: half of the channels leave after each level,
/// the second one.
/// </summary>
internal sealed class LayerWalk
{
    private readonly List<LayerVisit> _visits = [];

    private LayerWalk(int samples, int levels) => (LogDet, Latents) = (new double[samples], new double[levels][]);

    /// <summary>The layers in the order they were run.</summary>
    public IReadOnlyList<LayerVisit> Visits => _visits;

    /// <summary>The sum of all log-dets, <c>[N]</c>.</summary>
    public double[] LogDet { get; }

    /// <summary>A latent a level, <c>[C, N, H, W]</c>.</summary>
    public double[][] Latents { get; }

    /// <summary>Real pixels, <c>[C, N, H, W]</c>.</summary>
    public double[] Pixels { get; private set; } = [];

    /// <summary>From real pixels to latents.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="samples">N.</param>
    /// <param name="labels">The classes, or null.</param>
    public static LayerWalk Forward(FlowModel model, double[] x, int samples, int[]? labels)
    {
        var walk = new LayerWalk(samples, model.Levels.Count) { Pixels = x };
        for (var i = 0; i < model.Levels.Count; i++)
        {
            foreach (var layer in LayerRun.Leaves(model.Levels[i].Chain))
            {
                x = walk.Visit(model, layer, x, samples, labels, inverse: false);
            }

            var passing = samples * model.Levels[i].PassingShape.Dimensions;
            (walk.Latents[i], x) = (x[passing..], x[..passing]);
        }

        return walk;
    }

    /// <summary>From draws of the priors to real pixels.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">Seeds the draws.</param>
    /// <param name="samples">N.</param>
    /// <param name="labels">The classes, or null.</param>
    public static LayerWalk Inverse(FlowModel model, ulong seed, int samples, int[]? labels)
    {
        var walk = new LayerWalk(samples, model.Levels.Count);
        double[] x = [];
        for (var i = model.Levels.Count - 1; i >= 0; i--)
        {
            walk.Latents[i] = Draw(model, i, seed, x, samples, labels);
            x = [.. x, .. walk.Latents[i]];
            foreach (var layer in LayerRun.Leaves(model.Levels[i].Chain).Reverse())
            {
                x = walk.Visit(model, layer, x, samples, labels, inverse: true);
            }
        }

        walk.Pixels = x;
        return walk;
    }

    private static double[] Draw(FlowModel model, int level, ulong seed, double[] passing, int samples, int[]? labels)
    {
        using var tape = new Tape(model.Backend, recording: false);
        var (part, key) = (model.Levels[level], new RandomKey(seed, RandomStream.Latents + (uint)level, Step: 0));
        var draw = new PriorDraw(key, Enumerable.Range(0, samples).ToArray(), Temperature: 1);
        using var parent = part.Splits ? LayerRun.Write(model.Backend, passing, part.PassingShape.Batched(samples)) : null;
        return LayerRun.Read(part.Prior.Sample(
            tape, draw, parent is null ? null : tape.Input(parent), model.ConditionOf(tape, labels, samples)));
    }

    private double[] Visit(FlowModel model, Layers.Bijector layer, double[] given, int samples, int[]? labels, bool inverse)
    {
        var (result, logDet) = LayerRun.Run(model, layer, given, labels, samples, inverse);
        _visits.Add(new LayerVisit(layer, given, result, logDet));
        for (var n = 0; n < samples; n++)
        {
            LogDet[n] += logDet[n];
        }

        return result;
    }
}
