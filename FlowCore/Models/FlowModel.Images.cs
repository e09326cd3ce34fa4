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
    private const int SamplesAtATime = 100;

    // What bounds the memory of a call, however many images it is given.
    private const int MostAtATime = 256;

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
        return Decoded(ids, latents.Labels, (tape, first, count) =>
        {
            var variables = new Variable[Levels.Count];
            for (var i = 0; i < variables.Length; i++)
            {
                var size = LatentShapes[i].Dimensions;
                variables[i] = tape.Input(tape.Allocate(LatentShapes[i].Batched(count)));
                BatchLayout.WriteImages(Backend, latents.Values[i].AsSpan(first * size, count * size), variables[i].Value);
            }

            var labels = latents.Labels?.AsSpan(first, count).ToArray();
            return Decode(variables, ConditionOf(tape, labels, count), ids[first..(first + count)]);
        });
    }

    /// <summary>What encoding and decoding bring back of images, without the latents ever leaving the device.</summary>
    public DecodedImages RoundTrip(ImageBatch batch)
    {
        var parts = new BatchParts(MostAtATime);
        return Decoded(batch.Ids, batch.Labels, (tape, first, _) =>
        {
            var part = parts.From(batch, first);
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
    /// <exception cref="FlowException">The model has not been trained or loaded, or an argument is out of range.</exception>
    public DecodedImages Sample(
        int count,
        double temperature = 1,
        ulong seed = 0,
        int? label = null,
        double? earlyTemperature = null,
        Action<int>? drawn = null)
    {
        if (!IsInitialized)
        {
            throw new FlowException("Sample", "a model that was trained or loaded", "one with its first weights", "Train it first.");
        }

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

        var (size, pixels) = (Image.Dimensions, new byte[checked(count * Image.Dimensions)]);
        var labels = ConditionShape is null ? null : new int[count];
        var (nonFinite, place) = (0L, (string?)null);

        // One tape for all batches: what is computed of the weights alone, such as inverse matrices, is computed once.
        using var turn = _turn.EnterScope();
        using var tape = new Tape(Backend, recording: false);
        for (var first = 0; first < count; first += SamplesAtATime)
        {
            int[] ids = [.. Enumerable.Range(first, Math.Min(SamplesAtATime, count - first))];
            int[]? classes = labels is null ? null : [.. ids.Select(id => label ?? id % ConditionShape!.Value.Channels)];
            var frame = tape.OpenFrame();
            var draw = new PriorDraw(new RandomKey(seed, RandomStream.Latents, Step: 0), ids, temperature);
            var batch = Sample(tape, draw, early, classes);
            tape.CloseFrame(frame);
            batch.Images.Pixels.CopyTo(pixels, first * size);
            classes?.CopyTo(labels!, first);
            nonFinite += batch.NonFinite;
            place ??= batch.NonFinitePlace;
            drawn?.Invoke(first + ids.Length);
        }

        return new DecodedImages(new ImageBatch(Image, pixels, [.. Enumerable.Range(0, count)], labels), nonFinite, place);
    }

    private static bool IsTemperature(double number) => number >= 0 && double.IsFinite(number);

    private DecodedImages Sample(Tape tape, PriorDraw draw, double earlyTemperature, int[]? labels)
    {
        var latents = new Variable[Levels.Count];
        var condition = ConditionOf(tape, labels, draw.Ids.Length);
        var (x, _) = Inverse(tape, draw.Ids.Length, Drawn, condition);
        return DecodePixels(x, latents, condition, draw.Ids.ToArray());

        Variable Drawn(int level, Variable? passing)
        {
            var key = draw.Key with { Stream = draw.Key.Stream + (uint)level };
            var temperature = level == Levels.Count - 1 ? draw.Temperature : earlyTemperature;
            return latents[level] = Levels[level].Prior.Sample(
                tape, draw with { Key = key, Temperature = temperature }, passing, condition);
        }
    }

    /// <summary>Works on images in parts, in this thread's turn; on one tape, so that what depends on weights alone is computed once.</summary>
    private void InParts(ImageBatch batch, Action<Tape, ImageBatch, int> work)
    {
        var parts = new BatchParts(MostAtATime);
        lock (_turn)
        {
            using var tape = new Tape(Backend, recording: false);
            for (var first = 0; first < batch.Count; first += MostAtATime)
            {
                var frame = tape.OpenFrame();
                work(tape, parts.From(batch, first), first);
                tape.CloseFrame(frame);
            }
        }
    }

    /// <summary>Images that are made in parts: of so many, from a first.</summary>
    private DecodedImages Decoded(int[] ids, int[]? labels, Func<Tape, int, int, DecodedImages> work)
    {
        var pixels = new byte[checked(ids.Length * Image.Dimensions)];
        var (nonFinite, place) = (0L, (string?)null);
        lock (_turn)
        {
            using var tape = new Tape(Backend, recording: false);
            for (var first = 0; first < ids.Length; first += MostAtATime)
            {
                var frame = tape.OpenFrame();
                var part = work(tape, first, Math.Min(MostAtATime, ids.Length - first));
                tape.CloseFrame(frame);
                part.Images.Pixels.CopyTo(pixels, first * Image.Dimensions);
                nonFinite += part.NonFinite;
                place ??= part.NonFinitePlace;
            }
        }

        return new DecodedImages(new ImageBatch(Image, pixels, ids, labels), nonFinite, place);
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
        var place = nonFinite == 0 ? null : NonFiniteSearch.InInverse(this, latents, condition);
        return new DecodedImages(new ImageBatch(Image, pixels, ids), nonFinite, place);
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
