using FlowCore.Autodiff.Operations;
using FlowCore.Data;
using FlowCore.Layers;
using FlowCore.Random;

namespace FlowCore.Models;

/// <summary>
/// A multi-scale normalizing flow on images: an exact density in nats or bits per dimension, exact encoding and decoding,
/// and sampling in one parallel inverse pass. It is what it is made of: a map between pixels and real numbers, and levels, each a
/// chain of bijectors and the prior of what leaves after it.
/// </summary>
public sealed partial class FlowModel : IDisposable
{
    private readonly Lock _turn;
    private bool _isInitialized;

    /// <summary>The model that a configuration describes, with first weights, on a backend that outlives it.</summary>
    /// <param name="config">What to build.</param>
    /// <param name="backend">Where it runs.</param>
    /// <param name="seed">Draws the first weights.</param>
    /// <param name="catalog">What the configuration's names mean, or null for <see cref="FlowCatalog.Standard"/>.</param>
    public FlowModel(FlowConfig config, IBackend backend, ulong seed = 0, FlowCatalog? catalog = null)
        : this(config, new FlowBuilder(config, seed, catalog), backend)
    {
    }

    /// <summary>A model of parts, with their first weights, on a backend that outlives it.</summary>
    /// <param name="pixelMap">The map between images and what the first level takes.</param>
    /// <param name="levels">The levels, from pixels to the last latent; all but the last split.</param>
    /// <param name="backend">Where it runs.</param>
    /// <exception cref="ShapeException">The parts do not fit each other.</exception>
    public FlowModel(PixelMap pixelMap, IReadOnlyList<FlowLevel> levels, IBackend backend)
        : this(config: null, pixelMap, levels, backend, withInitialValues: true)
    {
    }

    /// <summary>A model of parts whose parameters have memory; without initial values the caller writes them.</summary>
    internal FlowModel(
        FlowConfig? config, PixelMap pixelMap, IReadOnlyList<FlowLevel> levels, IBackend backend, bool withInitialValues)
    {
        ThrowIfNotFitting(pixelMap, levels);
        (Config, PixelMap, Levels, Backend, _turn) = (config, pixelMap, levels, backend, BackendTurns.Of(backend));
        Parts = [pixelMap, .. levels];
        ConditionShape = FlowPart.CommonCondition("model", Parts);
        LatentShapes = [.. Levels.Select(level => level.LatentShape)];
        Arena = new ParameterArena(backend, [.. Parts.SelectMany(part => part.Parameters)], withInitialValues);
    }

    private FlowModel(FlowConfig config, FlowBuilder builder, IBackend backend)
        : this(config, builder.BuildPixelMap(), builder.BuildLevels(), backend, withInitialValues: true)
    {
    }

    /// <summary>What it was built from, or null of a model of parts.</summary>
    public FlowConfig? Config { get; }

    /// <summary>The map between images and what the first level takes.</summary>
    public PixelMap PixelMap { get; }

    /// <summary>The levels, from pixels to the last latent.</summary>
    public IReadOnlyList<FlowLevel> Levels { get; }

    /// <summary>The pixel map and the levels.</summary>
    public IReadOnlyList<FlowPart> Parts { get; }

    /// <summary>Every bijector there is, chains and what is inside them, in forward order.</summary>
    public IEnumerable<Bijector> Layers => Parts.SelectMany(part => part.Tree()).OfType<Bijector>();

    /// <summary>Where it runs.</summary>
    public IBackend Backend { get; }

    /// <summary>The images it models, C×H×W.</summary>
    public ImageShape Image => PixelMap.Image;

    /// <summary>What its parts are conditioned on, C×H×W a sample; K×1×1 for labels of K classes, null for nothing.</summary>
    public ImageShape? ConditionShape { get; }

    /// <summary>The shape of each level's latent.</summary>
    public IReadOnlyList<ImageShape> LatentShapes { get; }

    /// <summary>All that is trained.</summary>
    public ParameterArena Arena { get; }

    /// <inheritdoc cref="FlowPart.FixedEntries"/>
    public long FixedEntries => Parts.Sum(part => part.FixedEntries);

    /// <summary>Whether every part has its start, from data or from a file.</summary>
    public bool IsInitialized => _isInitialized || (_isInitialized = Parts.All(part => part.IsInitialized));

    /// <summary>Starts every part that needs it from one pass over a pool of images.</summary>
    /// <param name="batch">The pool; a few hundred images give a steady start.</param>
    /// <param name="seed">Draws the dequantisation.</param>
    /// <param name="warn">Takes lines about channels that have no spread.</param>
    public void Initialize(ImageBatch batch, ulong seed = 0, Action<string>? warn = null)
    {
        using var turn = _turn.EnterScope();
        using var tape = new Tape(Backend, recording: false);
        var noise = Dequantization.Uniform(new RandomKey(seed, RandomStream.InitializationNoise, Step: 0));
        var (x, _) = PixelMap.Encode(tape, batch, noise);
        var condition = ConditionOf(tape, batch.Labels, batch.Count);
        foreach (var level in Levels)
        {
            if (level.Initialize(x, warn ?? (_ => { }), condition) is { } passing)
            {
                x = passing;
            }
        }
    }

    /// <summary>Real pixels to all latents.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>, of what the pixel map gives.</param>
    /// <param name="condition">Of <see cref="ConditionShape"/>; null where that is null.</param>
    /// <returns>A latent <c>[C, N, H, W]</c> a level, and the flow's own log-det <c>[N]</c> in nats.</returns>
    public (IReadOnlyList<Variable> Latents, Variable LogDet) Forward(Variable x, Variable? condition = null)
    {
        var (latents, _, logDet) = Walk(x, condition, withDensity: false);
        return (latents, logDet);
    }

    /// <summary>All latents to real pixels.</summary>
    /// <param name="latents">One a level, <c>[C, N, H, W]</c>.</param>
    /// <param name="condition">Of <see cref="ConditionShape"/>; null where that is null.</param>
    /// <returns>x <c>[C, N, H, W]</c>, and the inverse's own log-det <c>[N]</c> in nats.</returns>
    public (Variable Value, Variable LogDet) Inverse(IReadOnlyList<Variable> latents, Variable? condition = null)
    {
        ShapeException.ThrowIfNot(Levels.Count, latents.Count, "Inverse", "latents, one a level");
        return Inverse(latents[0].Tape, latents[0].Shape.Batch, (level, _) => latents[level], condition);
    }

    /// <summary>The tree of parts with shapes and parameter counts.</summary>
    public override string ToString() => FlowTree.Of(PixelMap, Levels);

    /// <summary>Counts this model's parts as started, because their values come from a file.</summary>
    internal void MarkInitialized()
    {
        foreach (var part in Parts)
        {
            part.MarkInitialized();
        }
    }

    /// <summary>Gives the parameters' memory back.</summary>
    public void Dispose() => Arena.Dispose();

    private static void ThrowIfNotFitting(PixelMap pixelMap, IReadOnlyList<FlowLevel> levels)
    {
        var given = pixelMap.OutputShape;
        for (var i = 0; i < levels.Count; i++)
        {
            var level = levels[i];
            if (level.Chain.InputShape != given)
            {
                throw new ShapeException(level.Name, $"a level that takes {given}, what comes before it", $"one that takes {level.Chain.InputShape}");
            }

            if (level.Splits != i < levels.Count - 1)
            {
                throw new ShapeException(level.Name, level.Splits ? "a last level that does not split" : "levels that split before the last", "the other");
            }

            given = level.PassingShape;
        }

        if (levels.Count == 0)
        {
            throw new ShapeException("model", "1 level or more", "none");
        }
    }

    /// <summary>All latents, <c>Σ ln p(z)</c> where it is asked for, and the log-det.</summary>
    internal (Variable[] Latents, Variable LogPrior, Variable LogDet) Walk(Variable x, Variable? condition, bool withDensity)
    {
        var latents = new Variable[Levels.Count];
        var (logPrior, total) = (x.Tape.ZeroLogDet(x.Shape.Batch), x.Tape.ZeroLogDet(x.Shape.Batch));
        for (var i = 0; i < latents.Length; i++)
        {
            (latents[i], var passing, var logDet) = Levels[i].Forward(x, condition);
            total = total.Plus(logDet);
            if (withDensity)
            {
                logPrior = logPrior.Plus(Levels[i].Prior.LogDensity(latents[i], passing, condition));
            }

            x = passing ?? x;
        }

        return (latents, logPrior, total);
    }

    /// <summary>From the last level to the first, with latents that may depend on what goes on beside them.</summary>
    private (Variable Value, Variable LogDet) Inverse(
        Tape tape, int samples, Func<int, Variable?, Variable> latent, Variable? condition)
    {
        Variable? x = null;
        var total = tape.ZeroLogDet(samples);
        for (var i = Levels.Count - 1; i >= 0; i--)
        {
            (x, var logDet) = Levels[i].Inverse(latent(i, x), x, condition);
            total = total.Plus(logDet);
        }

        return (x!, total);
    }
}
