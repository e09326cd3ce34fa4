using FlowCore.Data;
using FlowCore.Random;

namespace FlowCore.Models;

/// <content>
/// Images between two images, and around one. Both are made of standardised latents ε, a standard normal vector over all levels
/// whatever the priors learned (<see cref="Distributions.Prior.Standardize"/>): from the last level on, a level's ε becomes its latent by what its
/// prior makes of the levels after it. Glow interpolates these too.
/// </content>
public sealed partial class FlowModel
{
    /// <summary>Images on a way from one image to another through their latents; the ends are what comes back of the images.</summary>
    /// <param name="ends">Two images, the first and the last frame, with labels where the model is conditioned on them.</param>
    /// <param name="frames">How many, the ends among them: 2 or more. Frame k lies at <c>t = k/(frames − 1)</c>.</param>
    /// <param name="path">The way.</param>
    /// <param name="label">
    /// The class of all frames, where the model is conditioned on classes. Null for those of the ends: each is encoded by its own, and
    /// between them the condition, one-hot labels, goes evenly from one to the other, <c>(1 − t)·e_a + t·e_b</c>.
    /// </param>
    /// <param name="batchSize">How many are made at a time, 1 or more: no image depends on it.</param>
    /// <returns>The frames, in order; with labels where they are of one class.</returns>
    /// <exception cref="FlowException">
    /// The model has not been trained or loaded, a prior is not a normal, an argument is out of range, or the ends have no finite latents.
    /// </exception>
    public DecodedImages Interpolate(
        ImageBatch ends, int frames, LatentPath path = LatentPath.Spherical, int? label = null, int batchSize = UsualBatchSize)
    {
        ThrowIfNotStarted("Interpolate");
        ShapeException.ThrowIfNot(2, ends.Count, "Interpolate", "images, the ends");
        if (frames < 2)
        {
            throw new FlowException("Interpolate", "2 frames or more", FormattableString.Invariant($"{frames}"), "");
        }

        var labels = LabelsFor(ends, label);
        var normals = Standardized(ends, labels);
        var weights = new LatentPathWeights(path, Parts(0), Parts(1));
        int[]? same = labels is [var a, var b] && a == b ? [.. Enumerable.Repeat(a, frames)] : null;
        return InBatches(frames, batchSize, same, made: null, (tape, ids) =>
        {
            var condition = labels is null || same is not null
                ? ConditionOf(tape, same is null ? null : [.. ids.Select(_ => same[0])], ids.Length)
                : Between(tape, labels, ids, frames);
            return Decode(tape, ids, (level, passing) => Unstandardized(tape, level, Frames(level, ids), passing, condition), condition);
        });

        ReadOnlyMemory<float>[] Parts(int image) =>
            [.. normals.Select((values, level) => values.AsMemory(image * LatentShapes[level].Dimensions, LatentShapes[level].Dimensions))];

        float[] Frames(int level, int[] ids)
        {
            var size = LatentShapes[level].Dimensions;
            var values = new float[checked(ids.Length * size)];
            for (var n = 0; n < ids.Length; n++)
            {
                var (wa, wb) = weights.At(ids[n], frames);
                for (var i = 0; i < size; i++)
                {
                    values[(n * size) + i] = (float)((wa * normals[level][i]) + (wb * normals[level][size + i]));
                }
            }

            return values;
        }
    }

    /// <summary>
    /// Images around an image: <c>ε' = √(1 − s²)·ε + s·ξ</c> with ξ standard normal. If ε is a draw of the model's own, so is ε', for
    /// every s: strength 0 gives the image back, 1 samples that know nothing of it.
    /// </summary>
    /// <param name="image">One image, with its label where the model is conditioned on them.</param>
    /// <param name="strength">s, 0 to 1.</param>
    /// <param name="count">How many. Variation i depends on the seed and on i, not on how many are made with it.</param>
    /// <param name="seed">Draws ξ, as <see cref="Sample(int, double, ulong, int?, double?, Action{int}?, int)"/> does at temperature 1.</param>
    /// <param name="label">The class of image and variations instead of the image's own, where the model is conditioned on classes.</param>
    /// <param name="batchSize">How many are made at a time, 1 or more: no image depends on it.</param>
    /// <exception cref="FlowException">
    /// The model has not been trained or loaded, a prior is not a normal, an argument is out of range, or the image has no finite latents.
    /// </exception>
    public DecodedImages Vary(
        ImageBatch image, double strength, int count, ulong seed = 0, int? label = null, int batchSize = UsualBatchSize)
    {
        ThrowIfNotStarted("Vary");
        ShapeException.ThrowIfNot(1, image.Count, "Vary", "images");
        if (strength is not (>= 0 and <= 1) || count < 0)
        {
            throw new FlowException(
                "Vary", "a strength from 0 to 1 and a count", FormattableString.Invariant($"{strength} and {count}"), "");
        }

        var labels = LabelsFor(image, label);
        var kept = Math.Sqrt(1 - (strength * strength));
        var normals = Standardized(image, labels).Select(values => Array.ConvertAll(values, value => (float)(kept * value))).ToArray();
        var key = new RandomKey(seed, RandomStream.Latents, Step: 0);
        int[]? all = labels is null ? null : [.. Enumerable.Repeat(labels[0], count)];
        return InBatches(count, batchSize, all, made: null, (tape, ids) =>
        {
            var condition = ConditionOf(tape, all?[..ids.Length], ids.Length);
            return Decode(tape, ids, Varied, condition);

            Variable Varied(int level, Variable? passing)
            {
                var still = new float[checked(ids.Length * normals[level].Length)];
                for (var n = 0; n < ids.Length; n++)
                {
                    normals[level].CopyTo(still, n * normals[level].Length);
                }

                var moved = tape.Allocate(LatentShapes[level].Batched(ids.Length));
                Backend.FillNormal(moved, KeyOf(key, level), ids, strength);
                var given = tape.Allocate(moved.Shape);
                BatchLayout.WriteImages(Backend, still, given);
                Backend.Add(given, moved);
                return Levels[level].Prior.Unstandardize(tape.Input(moved), passing, condition);
            }
        });
    }

    /// <summary>The labels of images, or one for all of them; null where the model is conditioned on nothing.</summary>
    private int[]? LabelsFor(ImageBatch images, int? label)
    {
        if (label is { } asked)
        {
            ThrowIfNotClass(asked);
            return [.. images.Ids.Select(_ => asked)];
        }

        return (ConditionShape, images.Labels) switch
        {
            (null, _) => null,
            (_, { } labels) => labels,
            ({ } classes, null) => throw new FlowException(
                "images", $"labels, of a model of {classes.Channels} classes", "none", "Use data with labels, or give a class."),
        };
    }

    /// <summary>ε of images, for each level <c>[N, C, H, W]</c>.</summary>
    private float[][] Standardized(ImageBatch images, int[]? labels)
    {
        using var turn = _turn.EnterScope();
        using var tape = new Tape(Backend, recording: false);
        var (x, _) = PixelMap.Encode(tape, images, Dequantization.Midpoint);
        var condition = ConditionOf(tape, labels, images.Count);
        var normals = new float[Levels.Count][];
        for (var i = 0; i < normals.Length; i++)
        {
            var (latent, passing, _) = Levels[i].Forward(x, condition);
            normals[i] = BatchLayout.ReadImages(Backend, Levels[i].Prior.Standardize(latent, passing, condition).Value);
            x = passing ?? x;
            if (!Array.TrueForAll(normals[i], float.IsFinite))
            {
                var given = new ImageBatch(images.Shape, images.Pixels, images.Ids, labels);
                var place = NonFiniteSearch.InForward(this, given, Dequantization.Midpoint) ?? Levels[i].Prior.Name;
                throw new FlowException("images", "finite latents", $"others, the first in {place}", "Use an earlier checkpoint.");
            }
        }

        return normals;
    }

    private Variable Unstandardized(Tape tape, int level, float[] normals, Variable? passing, Variable? condition)
    {
        var shape = LatentShapes[level];
        var values = tape.Allocate(shape.Batched(normals.Length / shape.Dimensions));
        BatchLayout.WriteImages(Backend, normals, values);
        return Levels[level].Prior.Unstandardize(tape.Input(values), passing, condition);
    }

    /// <summary>One-hot labels <c>[K, N, 1, 1]</c> on the way from the first to the last frame's.</summary>
    private Variable Between(Tape tape, int[] labels, int[] ids, int frames)
    {
        var shape = ConditionShape!.Value;
        var values = new float[checked(shape.Channels * ids.Length)];
        for (var n = 0; n < ids.Length; n++)
        {
            values[(labels[0] * ids.Length) + n] = (float)((double)(frames - 1 - ids[n]) / (frames - 1));
            values[(labels[1] * ids.Length) + n] = (float)((double)ids[n] / (frames - 1));
        }

        var condition = tape.Allocate(shape.Batched(ids.Length));
        Backend.Write(values, condition);
        return tape.Input(condition);
    }
}
