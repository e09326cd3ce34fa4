using FlowCore.Data;
using FlowCore.Random;

namespace FlowCore.Models;

/// <content>Work on images batch by batch, each call in its turn on the backend.</content>
public sealed partial class FlowModel
{
    /// <summary>How many images are made at a time where nothing else is asked for.</summary>
    public const int UsualBatchSize = 100;

    // Of those that a call is given: what bounds its memory, however many there are.
    private const int MostAtATime = 256;

    /// <summary>The key of a level's draws: each has a stream of its own.</summary>
    private static RandomKey KeyOf(RandomKey key, int level) => key with { Stream = key.Stream + (uint)level };

    private void ThrowIfNotStarted(string who)
    {
        if (!IsInitialized)
        {
            throw new FlowException(who, "a model that was trained or loaded", "one with its first weights", "Train it first.");
        }
    }

    /// <summary>Makes images 0 … count − 1 of latents that depend on the ids alone.</summary>
    /// <param name="count">How many.</param>
    /// <param name="batchSize">How many at a time.</param>
    /// <param name="labels">The class of each, or null.</param>
    /// <param name="made">Is told after each batch how many there are, or null.</param>
    /// <param name="make">Makes those of some ids.</param>
    private DecodedImages InBatches(
        int count, int batchSize, int[]? labels, Action<int>? made, Func<Tape, int[], DecodedImages> make)
    {
        if (batchSize < 1)
        {
            throw new FlowException("batch size", "1 or more", FormattableString.Invariant($"{batchSize}"), "");
        }

        var (size, pixels) = (Image.Dimensions, new byte[checked(count * Image.Dimensions)]);
        var (nonFinite, place, places) = (0L, (string?)null, new List<int>());

        // One tape for all batches: what is computed of the weights alone, such as inverse matrices, is computed once.
        using var turn = _turn.EnterScope();
        using var tape = new Tape(Backend, recording: false);
        for (var first = 0; first < count; first += batchSize)
        {
            int[] ids = [.. Enumerable.Range(first, Math.Min(batchSize, count - first))];
            var frame = tape.OpenFrame();
            var batch = make(tape, ids);
            tape.CloseFrame(frame);
            batch.Images.Pixels.CopyTo(pixels, first * size);
            nonFinite += batch.NonFinite;
            place ??= batch.NonFinitePlace;
            places.AddRange(batch.NonFiniteImages.Select(image => image + first));
            made?.Invoke(first + ids.Length);
        }

        var images = new ImageBatch(Image, pixels, [.. Enumerable.Range(0, count)], labels);
        return new DecodedImages(images, nonFinite, place) { NonFiniteImages = places };
    }

    /// <summary>Images that are decoded from what was given, under their ids; the function is told their places.</summary>
    private DecodedImages Decoded(int[] ids, int[]? labels, Func<Tape, int[], DecodedImages> decode)
    {
        var made = InBatches(ids.Length, MostAtATime, labels, made: null, decode);
        return made with { Images = new ImageBatch(Image, made.Images.Pixels, ids, labels) };
    }

    /// <summary>Reads images part by part; the function is told the place of a part's first.</summary>
    private void InParts(ImageBatch batch, Action<Tape, ImageBatch, int> read)
    {
        var parts = new BatchParts(MostAtATime);
        using var turn = _turn.EnterScope();
        using var tape = new Tape(Backend, recording: false);
        for (var first = 0; first < batch.Count; first += MostAtATime)
        {
            var frame = tape.OpenFrame();
            read(tape, parts.From(batch, first), first);
            tape.CloseFrame(frame);
        }
    }

    /// <summary>Images of latents that may depend on what the level after theirs made.</summary>
    private DecodedImages Decode(Tape tape, int[] ids, Func<int, Variable?, Variable> latent, Variable? condition)
    {
        var latents = new Variable[Levels.Count];
        var (x, _) = Inverse(tape, ids.Length, (level, passing) => latents[level] = latent(level, passing), condition);
        return DecodePixels(x, latents, condition, ids);
    }
}
