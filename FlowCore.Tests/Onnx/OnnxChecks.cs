using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Onnx;

/// <summary>What an exported model is held to.</summary>
internal static class OnnxChecks
{
    /// <summary>Adds normal draws to all parameters, by their fan-in, so that no net and no prior is still at its first zeros.</summary>
    public static void Disturb(FlowModel model, ulong seed)
    {
        const double OfAll = 0.3;
        var random = new PhiloxSequence(new RandomKey(seed, RandomStream.Weights, Step: 0));
        foreach (var parameter in model.Arena.Parameters)
        {
            var shape = parameter.Shape;
            var deviation = OfAll / Math.Sqrt(shape.Rank == 1 ? shape.Count : shape.Count / (double)shape[0]);
            var values = new double[shape.Count];
            model.Backend.Read(parameter.Value, values);
            model.Backend.Write(Array.ConvertAll(values, value => value + (deviation * random.NextNormal())), parameter.Value);
        }
    }

    /// <summary>The input of pixels.</summary>
    public static (string Name, Array Values) Pixels(ImageBatch batch, float offset) =>
        ("pixels", Array.ConvertAll(batch.Pixels, pixel => pixel + offset));

    /// <summary>Densities and latents, relative to the largest, and images of the latents, on the scale of [0, 1].</summary>
    public static void Agree(
        FlowModel model, ImageBatch batch, OnnxRun density, OnnxRun inverse, double tolerance, string label)
    {
        var (given, labels) = (Pixels(batch, 0.5f), Labels(model, batch));
        var outputs = density.Run(batch.Count, [given, .. labels]);
        var expected = model.LogDensity(batch, Dequantization.Midpoint);
        Expect.Close(expected, Numbers.Widened(outputs["log_density"]), tolerance, $"{label}, log-density");
        var bits = Array.ConvertAll(expected, nats => BitsPerDimension.FromNats(nats, model.Image.Dimensions));
        Expect.Close(bits, Numbers.Widened(outputs["bits_per_dimension"]), tolerance, $"{label}, bits per dimension");
        var latents = model.Encode(batch);
        var inputs = new (string Name, Array Values)[latents.Values.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = ($"latent_{i + 1}", latents.Values[i]);
            Expect.Close(Numbers.Widened(latents.Values[i]), Numbers.Widened(outputs[inputs[i].Name]), tolerance, $"{label}, latent {i + 1}");
        }

        var levels = (double)(1 << model.PixelMap.Bits);
        var images = inverse.Run(batch.Count, [.. inputs, .. labels])["pixels"];
        if (!model.Layers.All(layer => layer.IsExact))
        {
            // Not the images that were encoded, but what the library decodes: the same bins, or beside them by a rounding.
            var bins = model.Decode(latents).Images.Pixels;
            Assert.All(images.Zip(bins), pair => Assert.InRange(
                Math.Clamp(pair.First, 0, levels - 1), pair.Second - (levels * tolerance), pair.Second + 1 + (levels * tolerance)));
            return;
        }

        Expect.Close(
            Array.ConvertAll((float[])given.Values, value => value / levels),
            Array.ConvertAll(images, value => value / levels),
            tolerance,
            $"{label}, images");
    }

    private static (string Name, Array Values)[] Labels(FlowModel model, ImageBatch batch) =>
        model.ConditionShape is null ? [] : [("label", Array.ConvertAll(batch.Labels!, label => (long)label))];
}
