using FlowCore.Data;

namespace FlowCore.Models;

/// <summary>Finds where numbers stop being finite, so that a refusal names a layer and not only a symptom.</summary>
internal static class NonFiniteSearch
{
    /// <summary>The first place on the way from images to their density that gives a number that is not finite; null for none.</summary>
    public static string? InForward(FlowModel model, ImageBatch batch, Dequantization dequantization)
    {
        using var tape = new Tape(model.Backend, recording: false);
        var (x, logDet) = model.PixelMap.Encode(tape, batch, dequantization);
        return AreFinite(x, logDet)
            ? FirstLayer(tape, () => model.Forward(x, model.ConditionOf(tape, batch.Labels, batch.Count)))
            : "the pixel map";
    }

    /// <summary>The first place on the way from latents to images that gives a number that is not finite.</summary>
    public static string InInverse(FlowModel model, IReadOnlyList<Variable> latents, Variable? condition)
    {
        for (var i = latents.Count - 1; i >= 0; i--)
        {
            if (!AreFinite(latents[i]))
            {
                return FormattableString.Invariant($"the latent of level {i + 1}");
            }
        }

        var layer = FirstLayer(latents[0].Tape, () => model.Inverse(latents, condition));
        return layer is null ? "the pixel map (inverse)" : layer + " (inverse)";
    }

    /// <summary>The samples of <c>[C, N, H, W]</c> that have a number which is not finite, in order.</summary>
    public static int[] SamplesOf(Variable x)
    {
        var values = new float[x.Shape.Count];
        x.Tape.Backend.Read(x.Value, values);
        var (samples, plane) = (x.Shape.Batch, x.Shape.Plane);
        var found = new SortedSet<int>();
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                found.Add(i / plane % samples);
            }
        }

        return [.. found];
    }

    private static string? FirstLayer(Tape tape, Action pass)
    {
        string? first = null;
        tape.Watcher = (layer, value, logDet) => first ??= AreFinite(value, logDet) ? null : layer.Name;
        try
        {
            pass();
            return first;
        }
        finally
        {
            tape.Watcher = null;
        }
    }

    // Number by number: the squares of large ones need not be finite where they are.
    private static bool AreFinite(params ReadOnlySpan<Variable> variables)
    {
        foreach (var variable in variables)
        {
            var values = new float[variable.Shape.Count];
            variable.Tape.Backend.Read(variable.Value, values);
            if (!Array.TrueForAll(values, float.IsFinite))
            {
                return false;
            }
        }

        return true;
    }
}
