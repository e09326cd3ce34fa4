using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Verification;

/// <summary>The same model on another backend.</summary>
internal static class ParityChecks
{
    private const int Samples = 16;
    private const int MostImages = 16;

    /// <summary>Compares log-densities, latents and samples.</summary>
    public static void Run(FlowModel model, ImageBatch images, IBackend against, Findings findings)
    {
        findings.Next($"parity with {against.Name}");
        var (copy, why) = ModelCopy.Of(model, against, findings.Options.Catalog);
        if (copy is null)
        {
            findings.NotChecked(CheckNames.ParityLogDensity, null, why);
            return;
        }

        using var other = copy;
        var count = Math.Min(MostImages, images.Count);
        var batch = new ImageBatch(
            images.Shape, images.Pixels[..(count * images.Shape.Dimensions)], images.Ids[..count], images.Labels?[..count]);
        var noise = Dequantization.Uniform(new RandomKey(findings.Options.Seed, RandomStream.EvaluationNoise, Step: 0));
        var (here, there) = (model.LogDensity(batch, noise), other.LogDensity(batch, noise));
        var apart = here.Zip(there, (a, b) => Math.Abs(a - b)).Aggregate(Math.Max) / model.Image.Dimensions;
        findings.Add(CheckNames.ParityLogDensity, null, apart, findings.Limits.ParityLogDensity, note: $"{model.Backend.Name} and {against.Name}.");

        var latents = model.Encode(batch).Values.Zip(other.Encode(batch).Values, (a, b) =>
            Deviation.Relative(Array.ConvertAll(b, number => (double)number), Array.ConvertAll(a, number => (double)number)));
        findings.Add(CheckNames.ParityLatents, null, latents.Aggregate(Math.Max), findings.Limits.ParityLatents);

        var drawn = model.Sample(Samples, seed: findings.Options.Seed);
        var differing = other.Sample(Samples, seed: findings.Options.Seed).DifferingBytes(drawn.Images);
        findings.Add(CheckNames.ParitySamples, null, (double)differing / drawn.Images.Pixels.Length, findings.Limits.ParitySamples);
    }
}
