using FlowCore.Autodiff.Operations;
using FlowCore.Data;
using FlowCore.Distributions;
using FlowCore.Random;

namespace FlowCore.Models;

/// <content>
/// What a model makes of images, and images of it. These methods are for any number of threads at once: a backend works for one of them
/// at a time, with all that it has, and what is computed does not depend on the turns. Weights must not change meanwhile.
/// </content>
public sealed partial class FlowModel
{
    /// <summary>The log-density of a batch, on a tape, for training or for more of the same.</summary>
    /// <param name="tape">Where it is computed.</param>
    /// <param name="batch">N images of the model's shape, with labels where the model is conditioned on them.</param>
    /// <param name="dequantization">Where in its bin each pixel lies.</param>
    /// <param name="condition">Of <see cref="ConditionShape"/>; null for the labels of the batch.</param>
    public FlowDensity LogDensity(Tape tape, ImageBatch batch, Dequantization dequantization, Variable? condition = null)
    {
        var (x, pixelLogDet) = PixelMap.Encode(tape, batch, dequantization);
        var (_, logPrior, flowLogDet) = Walk(x, condition ?? ConditionOf(tape, batch.Labels, batch.Count), withDensity: true);
        var logDet = pixelLogDet.Plus(flowLogDet);
        return new FlowDensity(logPrior.Plus(logDet), logPrior, logDet);
    }

    /// <summary><c>ln p(v + u)</c> of each image, in nats; of the padded ones where they are padded.</summary>
    public double[] LogDensity(ImageBatch batch, Dequantization dequantization)
    {
        var values = new double[batch.Count];
        InParts(batch, (tape, part, first) => Backend.Read(
            LogDensity(tape, part, dequantization).Total.Value, values.AsSpan(first, part.Count)));
        return values;
    }

    /// <summary><c>ln p(v + u)</c> of each image and the two terms it is the sum of, in nats: of the latents, and of all log-dets.</summary>
    internal (double[] Total, double[] LogPrior, double[] LogDet) LogDensityTerms(ImageBatch batch, Dequantization dequantization)
    {
        var (total, prior, logDet) = (new double[batch.Count], new double[batch.Count], new double[batch.Count]);
        InParts(batch, (tape, part, first) =>
        {
            var density = LogDensity(tape, part, dequantization);
            Backend.Read(density.Total.Value, total.AsSpan(first, part.Count));
            Backend.Read(density.LogPrior.Value, prior.AsSpan(first, part.Count));
            Backend.Read(density.LogDet.Value, logDet.AsSpan(first, part.Count));
        });
        return (total, prior, logDet);
    }

    /// <summary>Pixels to all latents, in the middle of each bin.</summary>
    public Latents Encode(ImageBatch batch)
    {
        float[][] values = [.. LatentShapes.Select(shape => new float[checked(batch.Count * shape.Dimensions)])];
        InParts(batch, (tape, part, first) =>
        {
            var (latents, _) = Encode(tape, part);
            for (var i = 0; i < values.Length; i++)
            {
                BatchLayout.ReadImages(Backend, latents[i].Value).CopyTo(values[i].AsSpan(first * LatentShapes[i].Dimensions));
            }
        });
        return new Latents(batch.Count, LatentShapes, values, batch.Labels);
    }

    /// <summary>All latents to pixels.</summary>
    public DecodedImages Decode(Latents latents)
    {
        ShapeException.ThrowIfNot(Levels.Count, latents.Values.Count, "Decode", "latents, one a level");
        for (var i = 0; i < Levels.Count; i++)
        {
            ShapeException.ThrowIfNot(
                LatentShapes[i].Batched(latents.Count), latents.Shapes[i].Batched(latents.Count), FormattableString.Invariant($"Decode, latent {i + 1}"));
        }

        int[] ids = [.. Enumerable.Range(0, latents.Count)];
        return Decoded(ids, latents.Labels, (tape, places) =>
        {
            var (first, count) = (places[0], places.Length);
            var variables = new Variable[Levels.Count];
            for (var i = 0; i < variables.Length; i++)
            {
                var size = LatentShapes[i].Dimensions;
                variables[i] = tape.Input(tape.Allocate(LatentShapes[i].Batched(count)));
                BatchLayout.WriteImages(Backend, latents.Values[i].AsSpan(first * size, count * size), variables[i].Value);
            }

            var labels = latents.Labels?.AsSpan(first, count).ToArray();
            return Decode(variables, ConditionOf(tape, labels, count), places);
        });
    }

    /// <summary>What encoding and decoding bring back of images, without the latents ever leaving the device.</summary>
    public DecodedImages RoundTrip(ImageBatch batch)
    {
        var parts = new BatchParts(MostAtATime);
        return Decoded(batch.Ids, batch.Labels, (tape, places) =>
        {
            var part = parts.From(batch, places[0]);
            var (latents, condition) = Encode(tape, part);
            return Decode(latents, condition, part.Ids);
        });
    }

    /// <summary>Draws images: sample i depends on the seed, on i and on its class, not on how many are drawn with it.</summary>
    /// <param name="count">How many.</param>
    /// <param name="temperature">Scales latents' deviations from their means, 0 or more; 1 draws from the model's own distribution.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="label">
    /// The class of all of them, where the model is conditioned on classes; null for each class in turn, sample i of class
    /// <c>i mod K</c>.
    /// </param>
    /// <param name="earlyTemperature">
    /// The temperature of the latents that leave before the last level, which carry detail; null for <paramref name="temperature"/>. The
    /// last latent decides what is seen and how bright it is, so that this one calms the detail alone.
    /// </param>
    /// <param name="drawn">Is told after each batch how many images there are, or null.</param>
    /// <param name="batchSize">How many are drawn at a time, 1 or more, for memory and speed alone: no image depends on it.</param>
    /// <exception cref="FlowException">The model has not been trained or loaded, or an argument is out of range.</exception>
    public DecodedImages Sample(
        int count,
        double temperature = 1,
        ulong seed = 0,
        int? label = null,
        double? earlyTemperature = null,
        Action<int>? drawn = null,
        int batchSize = UsualBatchSize)
    {
        ThrowIfNotStarted("Sample");
        var early = earlyTemperature ?? temperature;
        if (count < 0 || !IsTemperature(temperature) || !IsTemperature(early))
        {
            throw new FlowException(
                "Sample",
                "a count and temperatures of 0 or more",
                FormattableString.Invariant($"{count}, {temperature} and {early}"),
                "");
        }

        if (label is { } asked)
        {
            ThrowIfNotClass(asked);
        }

        var key = new RandomKey(seed, RandomStream.Latents, Step: 0);
        int[]? labels = ConditionShape is { } classes
            ? [.. Enumerable.Range(0, count).Select(id => label ?? id % classes.Channels)]
            : null;
        return InBatches(count, batchSize, labels, drawn, (tape, ids) => Sample(
            tape, new PriorDraw(key, ids, temperature), early, labels is null ? null : [.. ids.Select(id => labels[id])]));
    }

    private static bool IsTemperature(double number) => number >= 0 && double.IsFinite(number);

    private DecodedImages Sample(Tape tape, PriorDraw draw, double earlyTemperature, int[]? labels)
    {
        var condition = ConditionOf(tape, labels, draw.Ids.Length);
        return Decode(tape, draw.Ids.ToArray(), Drawn, condition);

        Variable Drawn(int level, Variable? passing)
        {
            var temperature = level == Levels.Count - 1 ? draw.Temperature : earlyTemperature;
            return Levels[level].Prior.Sample(
                tape, draw with { Key = KeyOf(draw.Key, level), Temperature = temperature }, passing, condition);
        }
    }

    private (IReadOnlyList<Variable> Latents, Variable? Condition) Encode(Tape tape, ImageBatch batch)
    {
        var (x, _) = PixelMap.Encode(tape, batch, Dequantization.Midpoint);
        var condition = ConditionOf(tape, batch.Labels, batch.Count);
        return (Forward(x, condition).Latents, condition);
    }

    private DecodedImages Decode(IReadOnlyList<Variable> latents, Variable? condition, int[] ids) =>
        DecodePixels(Inverse(latents, condition).Value, latents, condition, ids);

    private DecodedImages DecodePixels(Variable x, IReadOnlyList<Variable> latents, Variable? condition, int[] ids)
    {
        var pixels = new byte[checked(ids.Length * Image.Dimensions)];
        var nonFinite = PixelMap.Decode(x, pixels);
        var images = new ImageBatch(Image, pixels, ids);
        return nonFinite == 0
            ? new DecodedImages(images, nonFinite)
            : new DecodedImages(images, nonFinite, NonFiniteSearch.InInverse(this, latents, condition))
            {
                NonFiniteImages = NonFiniteSearch.SamplesOf(x),
            };
    }

    /// <summary>One-hot labels <c>[K, N, 1, 1]</c>, or null where the model is conditioned on nothing.</summary>
    internal Variable? ConditionOf(Tape tape, int[]? labels, int samples)
    {
        if (ConditionShape is not { } shape)
        {
            return null;
        }

        if (labels is null || shape is not { Height: 1, Width: 1 })
        {
            throw new FlowException(
                "images", $"a condition of {shape}", labels is null ? "images without labels" : "labels", "Use data with labels, or give the condition.");
        }

        var values = new float[checked(shape.Channels * samples)];
        for (var n = 0; n < samples; n++)
        {
            ThrowIfNotClass(labels[n]);
            values[(labels[n] * samples) + n] = 1;
        }

        var condition = tape.Allocate(shape.Batched(samples));
        Backend.Write(values, condition);
        return tape.Input(condition);
    }

    /// <summary>Refuses what is not a class that the model is conditioned on.</summary>
    /// <exception cref="FlowException">It is not, or the model is conditioned on none.</exception>
    public void ThrowIfNotClass(int label)
    {
        if ((uint)label >= (uint)(ConditionShape?.Channels ?? 0))
        {
            throw new FlowException(
                "class",
                ConditionShape is { } classes ? $"0 to {classes.Channels - 1}" : "none, as the model is not conditioned on classes",
                $"{label}",
                "");
        }
    }
}
