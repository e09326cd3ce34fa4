using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Verification;

/// <summary>
/// A density whose total is 1 if a model's transform is what it claims: with its own priors at temperature 1, or below that
/// <c>N(f(x); 0, T²)·|det ∂f/∂x|</c>. Points of it, and its logarithm.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="temperature">T, above 0 and at most 1.</param>
/// <param name="seed">Seeds the points.</param>
internal sealed class TemperedPoints(FlowModel model, double temperature, ulong seed)
{
    private const int PointsAtATime = 500;

    private bool HasOwnPriors => temperature == 1;

    /// <summary>Points, drawn by the inverse.</summary>
    /// <param name="set">Tells one set of points from another.</param>
    /// <param name="count">How many.</param>
    /// <param name="next">Is called before each part.</param>
    public double[][] Draw(int set, int count, Action next)
    {
        var points = new List<double[]>(count);
        for (var part = 0; points.Count < count; part++)
        {
            next();
            var samples = Math.Min(PointsAtATime, count - points.Count);
            var pixels = HasOwnPriors
                ? LayerWalk.Inverse(model, seed + (ulong)((set * count) + part), samples, Labels(samples)).Pixels
                : WholeChecks.Inverse(model, Normals((uint)((set * count) + part), samples), Labels(samples)).Pixels;
            points.AddRange(Batches.Samples(pixels, model.PixelMap.OutputShape, samples));
        }

        return [.. points];
    }

    /// <summary>The logarithm of the density at points, by the forward pass.</summary>
    public double[] LogDensity(double[][] points, Action next)
    {
        var logs = new List<double>(points.Length);
        foreach (var part in points.Chunk(PointsAtATime))
        {
            next();
            var x = Batches.Join(part, model.PixelMap.OutputShape);
            logs.AddRange(HasOwnPriors ? WholeChecks.LogDensity(model, x, Labels(part.Length)) : Tempered(x, part.Length));
        }

        return [.. logs];
    }

    private double[] Tempered(double[] x, int samples)
    {
        var (latents, logDet) = WholeChecks.Forward(model, x, Labels(samples));
        for (var level = 0; level < latents.Length; level++)
        {
            var parts = Batches.Samples(latents[level], model.LatentShapes[level], samples);
            for (var n = 0; n < samples; n++)
            {
                logDet[n] -= parts[n].Sum(z => 0.5 * z * z / (temperature * temperature))
                    + (parts[n].Length * (Math.Log(temperature) + (0.5 * Math.Log(2 * Math.PI))));
            }
        }

        return logDet;
    }

    private double[][] Normals(uint part, int samples)
    {
        var random = new PhiloxSequence(new RandomKey(seed, RandomStream.VerificationPoints, Step: 1), part);
        return [.. model.LatentShapes.Select(shape =>
            Enumerable.Range(0, checked(shape.Dimensions * samples)).Select(_ => temperature * random.NextNormal()).ToArray())];
    }

    // All of one class: it is the density given the class that has a total of 1.
    private int[]? Labels(int count) => model.ConditionShape is null ? null : new int[count];
}
