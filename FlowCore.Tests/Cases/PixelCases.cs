using FlowCore.Backends;
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
            yield return Encode(new PixelCoding(scale), new ImageShape(1, 3, 3), 33, noise, "drawn");
            yield return Encode(new PixelCoding(scale), new ImageShape(3, 8, 8), 33, noise, "drawn");
            yield return Encode(new PixelCoding(scale), new ImageShape(1, 28, 28), 100, noise, "drawn");
            yield return Encode(new PixelCoding(scale, 8, 0.05), new ImageShape(3, 4, 4), 17, noise, "drawn, wide margin");
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
