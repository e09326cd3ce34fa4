using System.Buffers;
using System.Text;
using FlowCore.Autodiff.Operations;
using FlowCore.Data;
using FlowCore.Distributions;
using FlowCore.Layers;
using FlowCore.Random;

namespace FlowCore.Models;

/// <summary>
/// A multi-scale normalizing flow on images: an exact density in nats or bits per dimension, exact encoding and decoding,
/// and sampling in one parallel inverse pass.
/// </summary>
public sealed class FlowModel : IDisposable
{
    private const int SamplesAtATime = 100;

    private readonly ActNorm[] _actNorms;

    /// <summary>A model with first weights drawn by <paramref name="seed"/>, on a backend that outlives it.</summary>
    public FlowModel(FlowConfig config, IBackend backend, ulong seed = 0)
        : this(config, backend, new FlowBuilder(config, seed).Build(), withInitialValues: true)
    {
    }

    /// <summary>A model of levels that were built, whose parameters have memory; without initial values the caller writes them.</summary>
    internal FlowModel(FlowConfig config, IBackend backend, IReadOnlyList<FlowLevel> levels, bool withInitialValues)
    {
        (Config, Backend, Levels) = (config, backend, levels);
        _actNorms = [.. Levels.SelectMany(level => level.Chain.Tree).OfType<ActNorm>()];
        LatentShapes = [.. Levels.Select(level => level.LatentShape)];
        Arena = new ParameterArena(backend, [.. Levels.SelectMany(level => level.Chain.Parameters)], withInitialValues);
    }

    /// <summary>What it was built from.</summary>
    public FlowConfig Config { get; }

    /// <summary>Where it runs.</summary>
    public IBackend Backend { get; }

    /// <summary>The levels, from pixels to the last latent.</summary>
    public IReadOnlyList<FlowLevel> Levels { get; }

    /// <summary>The shape of each level's latent.</summary>
    public IReadOnlyList<ImageShape> LatentShapes { get; }

    /// <summary>All that is trained.</summary>
    public ParameterArena Arena { get; }

    /// <summary>Entries that published parameter counts include but that are fixed here: masks' ones and zeros.</summary>
    public long Frozen => Levels.Sum(level => level.Chain.Frozen);

    /// <summary>Whether every actnorm has its start, from data or from a file.</summary>
    public bool IsInitialized => _actNorms.All(layer => layer.IsInitialized);

    /// <summary>Starts every actnorm from one pass over a pool of images.</summary>
    /// <param name="batch">The pool; a few hundred images give a steady start.</param>
    /// <param name="seed">Draws the dequantisation.</param>
    /// <param name="warn">Takes lines about channels that have no spread.</param>
    public void Initialize(ImageBatch batch, ulong seed = 0, Action<string>? warn = null)
    {
        using var tape = new Tape(Backend, recording: false);
        var noise = Dequantization.Uniform(new RandomKey(seed, RandomStream.InitializationNoise, Step: 0));
        var (x, _) = EncodePixels(tape, batch, noise);
        foreach (var level in Levels)
        {
            if (level.Initialize(x, warn ?? (_ => { })) is { } passing)
            {
                x = passing;
            }
        }
    }

    /// <summary>The log-density of a batch, on a tape, for training or for more of the same.</summary>
    /// <param name="tape">Where it is computed.</param>
    /// <param name="batch">N images of the model's shape.</param>
    /// <param name="dequantization">Where in its bin each pixel lies.</param>
    public FlowDensity LogDensity(Tape tape, ImageBatch batch, Dequantization dequantization)
    {
        var (x, pixelLogDet) = EncodePixels(tape, batch, dequantization);
        var (latents, flowLogDet) = Forward(x);
        var logPrior = StandardNormalPrior.LogDensity(latents);
        var logDet = pixelLogDet.Plus(flowLogDet);
        return new FlowDensity(logPrior.Plus(logDet), logPrior, logDet);
    }

    /// <summary><c>ln p(v + u)</c> of each image, in nats; of the padded ones where they are padded.</summary>
    public double[] LogDensity(ImageBatch batch, Dequantization dequantization)
    {
        using var tape = new Tape(Backend, recording: false);
        var values = new double[batch.Count];
        Backend.Read(LogDensity(tape, batch, dequantization).Total.Value, values);
        return values;
    }

    /// <summary>Pixels to all latents, in the middle of each bin.</summary>
    public Latents Encode(ImageBatch batch)
    {
        using var tape = new Tape(Backend, recording: false);
        var (x, _) = EncodePixels(tape, batch, Dequantization.Midpoint);
        var (latents, _) = Forward(x);
        return new Latents(
            batch.Count, LatentShapes, [.. latents.Select(z => BatchLayout.ReadImages(Backend, z.Value))]);
    }

    /// <summary>All latents to pixels.</summary>
    public DecodedImages Decode(Latents latents)
    {
        ShapeException.ThrowIfNot(Levels.Count, latents.Values.Count, "Decode", "latents, one a level");
        using var tape = new Tape(Backend, recording: false);
        var variables = new Variable[Levels.Count];
        for (var i = 0; i < variables.Length; i++)
        {
            variables[i] = tape.Input(tape.Allocate(LatentShapes[i].Batched(latents.Count)));
            BatchLayout.WriteImages(Backend, latents.Values[i], variables[i].Value);
        }

        return DecodePixels(variables, [.. Enumerable.Range(0, latents.Count)]);
    }

    /// <summary>Draws images: sample i depends on the seed and on i, not on how many are drawn with it.</summary>
    /// <param name="count">How many.</param>
    /// <param name="temperature">Scales every latent, 0 or more.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="drawn">Is told after each batch how many images there are, or null.</param>
    /// <exception cref="FlowException">The model has not been trained or loaded, or an argument is out of range.</exception>
    public DecodedImages Sample(int count, double temperature = 1, ulong seed = 0, Action<int>? drawn = null)
    {
        if (!IsInitialized)
        {
            throw new FlowException("Sample", "a model that was trained or loaded", "one with its first weights", "Train it first.");
        }

        if (count < 0 || !(temperature >= 0) || double.IsInfinity(temperature))
        {
            throw new FlowException(
                "Sample", "a count and a temperature of 0 or more", FormattableString.Invariant($"{count} and {temperature}"), "");
        }

        var pixels = new byte[checked(count * Config.Image.Dimensions)];
        var nonFinite = 0L;
        string? place = null;
        for (var first = 0; first < count; first += SamplesAtATime)
        {
            var ids = Enumerable.Range(first, Math.Min(SamplesAtATime, count - first)).ToArray();
            var batch = SampleBatch(ids, temperature, seed);
            batch.Images.Pixels.CopyTo(pixels, first * Config.Image.Dimensions);
            nonFinite += batch.NonFinite;
            place ??= batch.NonFinitePlace;
            drawn?.Invoke(first + ids.Length);
        }

        return new DecodedImages(new ImageBatch(Config.Image, pixels, [.. Enumerable.Range(0, count)]), nonFinite, place);
    }

    /// <summary>Counts this model's actnorms as started, because their values come from a file.</summary>
    internal void MarkInitialized()
    {
        foreach (var layer in _actNorms)
        {
            layer.IsInitialized = true;
        }
    }

    /// <summary>The tree of layers with shapes and parameter counts.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(FormattableString.Invariant(
            $"FlowModel  {Config.ImageText}  {Arena.Count:N0} parameters, {Frozen:N0} frozen\n"));
        foreach (var level in Levels)
        {
            level.Chain.Print(text, depth: 1);
            text.Append(FormattableString.Invariant($"    latent  {level.LatentShape}\n"));
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Gives the parameters' memory back.</summary>
    public void Dispose() => Arena.Dispose();

    /// <summary>Real pixels to all latents and the flow's own log-det.</summary>
    internal (IReadOnlyList<Variable> Latents, Variable LogDet) Forward(Variable x)
    {
        var latents = new List<Variable>(Levels.Count);
        var total = x.Tape.ZeroLogDet(x.Shape.Batch);
        foreach (var level in Levels)
        {
            var (latent, passing, logDet) = level.Forward(x);
            latents.Add(latent);
            total = total.Plus(logDet);
            x = passing ?? x;
        }

        return (latents, total);
    }

    /// <summary>All latents to real pixels and the inverse's own log-det.</summary>
    internal (Variable Value, Variable LogDet) Inverse(IReadOnlyList<Variable> latents)
    {
        Variable? x = null;
        var total = latents[0].Tape.ZeroLogDet(latents[0].Shape.Batch);
        for (var i = Levels.Count - 1; i >= 0; i--)
        {
            (x, var logDet) = Levels[i].Inverse(latents[i], x);
            total = total.Plus(logDet);
        }

        return (x!, total);
    }

    /// <summary>Bytes to the real numbers that the first level takes, and the map's log-det.</summary>
    internal (Variable Value, Variable LogDet) EncodePixels(Tape tape, ImageBatch batch, Dequantization dequantization)
    {
        if (batch.Shape != Config.Image)
        {
            throw new ShapeException("images", $"{Config.Image}, which the model was built for", $"{batch.Shape}", "Use other --data.");
        }

        if (Config.Bits < 8 && batch.Pixels.FirstOrDefault(pixel => pixel >= Config.Coding.Levels) is > 0 and var large)
        {
            throw new FlowException(
                "images", $"pixels of 0 to {Config.Coding.Levels - 1} for {Config.Bits} bits", $"{large}", "Shift them right first.");
        }

        var x = tape.Allocate(Config.Inner.Batched(batch.Count));
        var logDet = tape.Allocate(new Shape(batch.Count));
        if (Config.Padded is not { } padded)
        {
            Backend.EncodePixels(batch.Pixels, batch.Ids, Config.Coding, dequantization, x, logDet);
            return (tape.Input(x), tape.Input(logDet));
        }

        var size = checked(batch.Count * padded.Dimensions);
        var pixels = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            ImagePadding.Pad(batch.Pixels, batch.Shape, pixels, padded);
            Backend.EncodePixels(pixels.AsSpan(0, size), batch.Ids, Config.Coding, dequantization, x, logDet);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }

        return (tape.Input(x), tape.Input(logDet));
    }

    private DecodedImages SampleBatch(int[] ids, double temperature, ulong seed)
    {
        using var tape = new Tape(Backend, recording: false);
        var latents = new Variable[Levels.Count];
        for (var i = 0; i < latents.Length; i++)
        {
            latents[i] = tape.Input(tape.Allocate(LatentShapes[i].Batched(ids.Length)));
            StandardNormalPrior.Sample(latents[i].Value, Backend, seed, i, ids, temperature);
        }

        return DecodePixels(latents, ids);
    }

    private DecodedImages DecodePixels(IReadOnlyList<Variable> latents, int[] ids)
    {
        var (x, _) = Inverse(latents);
        var pixels = new byte[x.Shape.Count];
        var nonFinite = Backend.DecodePixels(x.Value, Config.Coding, pixels);
        if (Config.Padded is { } padded)
        {
            var images = new byte[ids.Length * Config.Image.Dimensions];
            ImagePadding.Cut(pixels, padded, images, Config.Image);
            pixels = images;
        }

        var place = nonFinite == 0 ? null : NonFiniteDecoding.FirstPlace(Levels, latents);
        return new DecodedImages(new ImageBatch(Config.Image, pixels, ids), nonFinite, place);
    }
}
