using FlowCore.Data;

namespace FlowCore.Coding;

/// <content>Latents to images.</content>
public sealed partial class ImageCodec
{
    /// <summary>Decodes all images of a file to the bytes that were encoded.</summary>
    /// <param name="file">Latents that this model encoded.</param>
    /// <param name="take">Takes the images batch by batch, in their order, with the ids 0, 1, 2, ….</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <exception cref="FlowException">
    /// Another model encoded, or an image does not come back: never is one handed on whose bytes are not those that were encoded.
    /// </exception>
    public DecodingResult Decode(LatentFile file, Action<NamedImages> take, CancellationToken cancellation = default)
    {
        ThrowIfNotOfThisModel(file);
        var again = 0;
        for (var first = 0; first < file.Count; first += NamedBatches.ImagesAtATime)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = file.Read(first, Math.Min(NamedBatches.ImagesAtATime, file.Count - first));
            var pixels = Model.Decode(part.Latents).Images.Pixels;
            part.Correct(pixels);
            var differing = part.Differing(pixels);
            if (differing.Length > 0 && Model != Reference)
            {
                again += differing.Length;
                DecodeAgain(part, differing, pixels);
                differing = part.Differing(pixels);
            }

            if (differing.Length > 0)
            {
                throw Refusal(file, first + differing[0]);
            }

            int[] ids = [.. Enumerable.Range(first, part.Latents.Count)];
            take(new NamedImages(
                new ImageBatch(Model.Image, pixels, ids, part.Latents.Labels), [.. ids.Select(id => file.Names[id])]));
        }

        return new DecodingResult(file.Count, file.Corrections, again);
    }

    /// <summary>Refuses latents of another model than this one.</summary>
    /// <param name="file">The latents.</param>
    /// <exception cref="FlowException">They are.</exception>
    public void ThrowIfNotOfThisModel(LatentFile file)
    {
        if (file.Model != Hash)
        {
            throw new FlowException(
                _checkpoint, $"the model {file.Model}, which encoded {file.Path}", Hash, "Decode with the model that encoded.");
        }

        if (file.Weights != Weights)
        {
            throw new FlowException(
                _checkpoint,
                $"the {LatentFormat.Text(file.Weights)} weights, which encoded {file.Path}",
                $"the {LatentFormat.Text(Weights)} ones",
                "Open it with the weights that encoded.");
        }

        if (file.Image != Model.Image
            || file.Bits != Model.PixelMap.Bits
            || file.HasLabels != Model.ConditionShape is not null
            || !file.LatentShapes.SequenceEqual(Model.LatentShapes))
        {
            throw new FlowException(
                file.Path,
                $"images {Model.Image} of {Model.PixelMap.Bits} bits in latents {string.Join(", ", Model.LatentShapes)}",
                $"{file.Image} of {file.Bits} in {string.Join(", ", file.LatentShapes)}{(file.HasLabels ? " with labels" : "")}",
                "The file is damaged; encode the images again.");
        }
    }

    private void DecodeAgain(LatentPart part, int[] indices, byte[] pixels)
    {
        var decoded = Reference.Decode(part.Of(indices)).Images;
        for (var i = 0; i < indices.Length; i++)
        {
            decoded.Image(i).CopyTo(pixels.AsSpan(indices[i] * Model.Image.Dimensions));
        }

        part.Correct(pixels);
    }

    private FlowException Refusal(LatentFile file, int index) => new(
        $"{file.Path}: image '{file.Names[index]}'",
        "the bytes that were encoded",
        $"others from {Reference.Backend.Name}",
        file.Arithmetic == DecoderArithmetic.OfThisMachine
            ? "The file or this machine's arithmetic is not what it was; encode the image again."
            : $"It was encoded on a processor whose sums are made by {file.Arithmetic}, this one's by "
                + $"{DecoderArithmetic.OfThisMachine}: decode on one of that kind.");
}
