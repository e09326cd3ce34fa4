using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Verification;

/// <summary>The whole model on real numbers: the order of its layers, its log-dets, and latents that come back.</summary>
internal static class WholeChecks
{
    /// <summary>Images as the real numbers that the first level takes, with drawn dequantisation.</summary>
    public static (double[] Value, double[] LogDet) Encode(FlowModel model, ImageBatch batch, ulong seed)
    {
        using var tape = new Tape(model.Backend, recording: false);
        var noise = Dequantization.Uniform(new RandomKey(seed, RandomStream.EvaluationNoise, Step: 0));
        var (x, logDet) = model.PixelMap.Encode(tape, batch, noise);
        return (LayerRun.Read(x), LayerRun.Read(logDet));
    }

    /// <summary>Compares the model with its layers, and with itself.</summary>
    /// <param name="model">The model.</param>
    /// <param name="up">Its layers' way from images to latents.</param>
    /// <param name="down">Its layers' way from draws to pixels.</param>
    /// <param name="labels">The classes, or null.</param>
    /// <param name="findings">Takes the results.</param>
    public static void Run(FlowModel model, LayerWalk up, LayerWalk down, int[]? labels, Findings findings)
    {
        findings.Next("whole model");
        var isExact = model.Layers.All(layer => layer.IsExact);
        var (limits, dimensions) = (findings.Limits, model.PixelMap.OutputShape.Dimensions);
        var (latents, forward) = Forward(model, up.Pixels, labels);
        var (pixels, inverse) = Inverse(model, down.Latents, labels);
        var (back, backLogDet) = Inverse(model, latents, labels);
        findings.Add(
            CheckNames.LayerOrder,
            null,
            Math.Max(
                latents.Zip(up.Latents, (z, walked) => Deviation.Relative(walked, z)).Max(),
                Deviation.Relative(down.Pixels, pixels)),
            limits.RoundTrip,
            isExact);
        findings.Add(CheckNames.RoundTrip, null, Deviation.Relative(up.Pixels, back), limits.RoundTrip, isExact);
        findings.Add(CheckNames.LogDetSum, null, Deviation.Sum(forward, backLogDet) / dimensions, limits.LogDet, isExact);

        var (again, againLogDet) = Forward(model, pixels, labels);
        findings.Add(
            CheckNames.InverseRoundTrip,
            null,
            again.Zip(down.Latents, (z, drawn) => Deviation.Relative(drawn, z)).Max(),
            limits.RoundTrip,
            isExact,
            FormattableString.Invariant($"log-dets of draws add up to {Deviation.Sum(inverse, againLogDet) / dimensions:g3} nats a dimension."));
    }

    /// <summary>What the model makes of real pixels.</summary>
    public static (double[][] Latents, double[] LogDet) Forward(FlowModel model, double[] x, int[]? labels)
    {
        using var tape = new Tape(model.Backend, recording: false);
        var shape = model.PixelMap.OutputShape.Batched(x.Length / model.PixelMap.OutputShape.Dimensions);
        using var input = LayerRun.Write(model.Backend, x, shape);
        var (latents, logDet) = model.Forward(tape.Input(input), model.ConditionOf(tape, labels, shape.Batch));
        return ([.. latents.Select(LayerRun.Read)], LayerRun.Read(logDet));
    }

    /// <summary><c>ln p</c> of real pixels, in nats.</summary>
    public static double[] LogDensity(FlowModel model, double[] x, int[]? labels)
    {
        using var tape = new Tape(model.Backend, recording: false);
        var samples = x.Length / model.PixelMap.OutputShape.Dimensions;
        using var input = LayerRun.Write(model.Backend, x, model.PixelMap.OutputShape.Batched(samples));
        var (given, condition, sum) = (tape.Input(input), model.ConditionOf(tape, labels, samples), new double[samples]);
        foreach (var level in model.Levels)
        {
            var (latent, passing, logDet) = level.Forward(given, condition);
            var logPrior = level.Prior.LogDensity(latent, passing, condition);
            var (logs, dets) = (LayerRun.Read(logPrior), LayerRun.Read(logDet));
            for (var n = 0; n < samples; n++)
            {
                sum[n] += logs[n] + dets[n];
            }

            given = passing ?? given;
        }

        return sum;
    }

    /// <summary>What the model makes of latents.</summary>
    public static (double[] Pixels, double[] LogDet) Inverse(FlowModel model, double[][] latents, int[]? labels)
    {
        using var tape = new Tape(model.Backend, recording: false);
        var samples = latents[0].Length / model.LatentShapes[0].Dimensions;
        var inputs = latents.Select((z, level) =>
        {
            var tensor = tape.Allocate(model.LatentShapes[level].Batched(samples));
            model.Backend.Write(z, tensor);
            return tape.Input(tensor);
        }).ToArray();
        var (x, logDet) = model.Inverse(inputs, model.ConditionOf(tape, labels, samples));
        return (LayerRun.Read(x), LayerRun.Read(logDet));
    }
}
