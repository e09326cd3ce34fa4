using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>
/// Of the map between levels and real numbers, <c>∫ |dx/dv| dv</c> by quadrature of its log-dets, against the range of x itself: over
/// all levels but the two outermost, where log-odds are steep.
/// </summary>
internal static class PixelMapCheck
{
    // The middles of so many parts of a level: of 1/v between 1 and 2 that is right to 1e-4.
    private const int Parts = 16;
    private const int LeastLevels = 4;

    // Ten times that.
    private const double Limit = 1e-3;

    /// <summary>Compares both.</summary>
    public static void Run(FlowModel model, Findings findings)
    {
        findings.Next("pixel map");
        var levels = 1 << model.PixelMap.Bits;
        if (model.PixelMap is not ScaledPixelMap || levels < LeastLevels)
        {
            findings.NotChecked(
                CheckNames.PixelMap, null, levels < LeastLevels ? "it has no levels but the outermost." : "it is not one that treats every pixel alike.");
            return;
        }

        var range = Values(model, levels - 1, offset: 0).Value - Values(model, 1, offset: 0).Value;
        var sum = 0.0;
        for (var level = 1; level < levels - 1; level++)
        {
            for (var part = 0; part < Parts; part++)
            {
                sum += Values(model, level, (part + 0.5) / Parts).Slope / Parts;
            }
        }

        findings.Add(CheckNames.PixelMap, null, Math.Abs((sum / range) - 1), Limit);
    }

    /// <summary>x of an image of one level, and <c>|dx/dv|</c> of each pixel.</summary>
    private static (double Value, double Slope) Values(FlowModel model, int level, double offset)
    {
        using var tape = new Tape(model.Backend, recording: false);
        var pixels = new byte[model.Image.Dimensions];
        Array.Fill(pixels, (byte)level);
        var (x, logDet) = model.PixelMap.Encode(tape, new ImageBatch(model.Image, pixels, [0]), Dequantization.Fixed(offset));
        return (LayerRun.Read(x)[0], Math.Exp(LayerRun.Read(logDet)[0] / model.PixelMap.OutputShape.Dimensions));
    }
}
