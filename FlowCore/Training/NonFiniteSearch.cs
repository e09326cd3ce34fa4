using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Training;

/// <summary>Finds where numbers stop being finite, so that a refused step names a layer and not only a symptom.</summary>
internal static class NonFiniteSearch
{
    /// <summary>The first layer that gives a value or log-det that is not finite, or null when none does.</summary>
    public static string? FirstLayer(FlowModel model, ImageBatch batch, Dequantization dequantization)
    {
        using var tape = new Tape(model.Backend, recording: false);
        var (x, pixelLogDet) = model.EncodePixels(tape, batch, dequantization);
        if (!IsFinite(x) || !IsFinite(pixelLogDet))
        {
            return "the pixel map";
        }

        foreach (var level in model.Levels)
        {
            var passing = x;
            foreach (var layer in level.Chain.Children)
            {
                var (value, logDet) = layer.Forward(passing);
                if (!IsFinite(value) || !IsFinite(logDet))
                {
                    return layer.Name;
                }

                passing = value;
            }

            x = level.Split(passing).Passing ?? passing;
        }

        return null;
    }

    private static bool IsFinite(Variable variable) =>
        double.IsFinite(variable.Tape.Backend.SumOfSquares(variable.Value));
}
