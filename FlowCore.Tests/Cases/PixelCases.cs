using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

internal static class PixelCases
{
    private static readonly Tolerance Coded = new(2e-6, "a float holds v + u, each logarithm and a sum of up to a thousand of them to 6e-8 a step");

    public static IEnumerable<BackendCase> Rows()
    {
        var noise = Dequantization.Uniform(new RandomKey(77, RandomStream.TrainingNoise, 3));
        var offsets = ((string, Dequantization)[])
            [("drawn", noise), ("midpoint", Dequantization.Midpoint), ("0", Dequantization.Fixed(0)), ("0.99", Dequantization.Fixed(0.99))];
        foreach (var scale in Enum.GetValues<PixelScale>())
        {
            foreach (var bits in (int[])[1, 5, 8])
            {
                foreach (var (label, offset) in offsets)
                {
                    yield return Encode(new PixelCoding(scale, bits), new ImageShape(3, 5, 7), 3, offset, label);
                }

                yield return Decode(new PixelCoding(scale, bits), new ImageShape(3, 5, 7), 33);
                yield return Decode(new PixelCoding(scale, bits), new ImageShape(1, 1, 9), 2);
            }

            yield return Encode(new PixelCoding(scale), new ImageShape(1, 1, 1), 1, noise, "drawn");
            yield return Encode(
                new PixelCoding(scale, 8, 0), new ImageShape(1, 3, 3), 2, Dequantization.Fixed(1 - 5.9604645e-8), "the largest, no margin");
            yield return Encode(new PixelCoding(scale), new ImageShape(1, 3, 3), 33, noise, "drawn");
            yield return Encode(new PixelCoding(scale), new ImageShape(3, 8, 8), 33, noise, "drawn");
            yield return Encode(new PixelCoding(scale), new ImageShape(1, 28, 28), 100, noise, "drawn");
            yield return Encode(new PixelCoding(scale, 8, 0.05), new ImageShape(3, 4, 4), 17, noise, "drawn, wide margin");
        }

        foreach (var bits in Enumerable.Range(1, 8))
        {
            yield return DecodeAtEdges(new PixelCoding(PixelScale.Linear, bits));
            foreach (var alpha in (double[])[1e-6, 0, 0.05])
            {
                yield return DecodeAtEdges(new PixelCoding(PixelScale.Logit, bits, alpha));
            }
        }

        double[] odd = [double.NaN, 0, double.PositiveInfinity, double.NegativeInfinity, 40, -40, 1e30, -1e30];
        foreach (var scale in Enum.GetValues<PixelScale>())
        {
            yield return new($"DecodePixels: {scale}, special values", 1, Tolerance.Exact, t =>
            {
                var pixels = new byte[odd.Length];
                var bad = t.Backend.DecodePixels(t.Given(new Shape(1, 1, 2, 4), odd), new PixelCoding(scale), pixels);
                t.Report("pixels", [.. pixels.Select(x => (double)x)]);
                t.Report("bad", bad);
            });
        }
    }

    private static BackendCase Encode(PixelCoding coding, ImageShape s, int n, Dequantization offset, string label) =>
        new($"EncodePixels: {coding.Scale}, {coding.Bits} bits, {s}, N={n}, u {label}", n, Coded, t =>
            t.Backend.EncodePixels(
                t.Pixels(coding.Levels, s.Dimensions),
                t.Ids,
                coding,
                offset,
                t.Result("x", t.Images(s.Channels, s.Height, s.Width)),
                t.Result("logDet", t.Rows)));

    private static BackendCase Decode(PixelCoding coding, ImageShape s, int n) =>
        new($"DecodePixels: {coding.Scale}, {coding.Bits} bits, {s}, N={n}", n, Tolerance.Exact, t =>
        {
            // Drawn offsets that keep away from the edges of a bin, where a float may fall on either side.
            var values = Coordinates(coding, s, n, t);
            var pixels = new byte[n * s.Dimensions];
            var bad = t.Backend.DecodePixels(t.Given(s.Batched(n), values), coding, pixels);
            t.Report("pixels", [.. pixels.Select(x => (double)x)]);
            t.Report("bad", bad);
        });

    /// <summary>
    /// The nearest floats on both sides of every edge between two levels, and what lies beyond the first and the last.
    /// </summary>
    private static BackendCase DecodeAtEdges(PixelCoding coding) =>
        new($"DecodePixels: {coding.Scale}, {coding.Bits} bits, margin {coding.Alpha}, at the edges of bins", 1, Tolerance.Exact, t =>
        {
            var values = new List<double> { double.NaN, double.PositiveInfinity, double.NegativeInfinity, float.MaxValue, float.MinValue, 1e30, -1e30, 0, -0.0 };
            for (var level = 0; level <= coding.Levels; level++)
            {
                var share = level / (double)coding.Levels;
                var unit = coding.Alpha + ((1 - (2 * coding.Alpha)) * share);
                var edge = (float)(coding.Scale == PixelScale.Linear ? share - 0.5 : Math.Log(unit / (1 - unit)));
                values.AddRange([edge, Step(edge, 1), Step(edge, 2), Step(edge, 3), Step(edge, -1), Step(edge, -2), Step(edge, -3)]);
            }

            var pixels = new byte[values.Count];
            var bad = t.Backend.DecodePixels(t.Given(new Shape(1, 1, 1, values.Count), [.. values]), coding, pixels);
            t.Report("pixels", [.. pixels.Select(x => (double)x)]);
            t.Report("bad", bad);
        });

    private static float Step(float x, int steps)
    {
        for (; steps > 0; steps--)
        {
            x = float.BitIncrement(x);
        }

        for (; steps < 0; steps++)
        {
            x = float.BitDecrement(x);
        }

        return x;
    }

    private static double[] Coordinates(PixelCoding coding, ImageShape s, int n, Trial t)
    {
        using var backend = new ReferenceBackend();
        using var x = backend.Allocate(s.Batched(n));
        using var logDet = backend.Allocate(new Shape(n));
        var offset = 0.05 + (0.9 * (t.Seed % 101 / 101.0));
        var pixels = Enumerable.Range(0, n * s.Dimensions).Select(i => (byte)(((i * 89) + (i / 256)) % coding.Levels)).ToArray();
        backend.EncodePixels(pixels, new int[n], coding, Dequantization.Fixed(offset), x, logDet);
        return [.. TestTensors.ReadDoubles(backend, x).Select(value => (double)(float)value)];
    }
}
