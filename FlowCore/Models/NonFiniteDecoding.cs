namespace FlowCore.Models;

/// <summary>Finds where numbers stop being finite on the way from latents to pixels, so that a refusal names a layer.</summary>
internal static class NonFiniteDecoding
{
    /// <summary>The first place on the way back that holds a number that is not finite.</summary>
    /// <param name="levels">The levels, from pixels to the last latent.</param>
    /// <param name="latents">The latents that were decoded, one a level.</param>
    public static string FirstPlace(IReadOnlyList<FlowLevel> levels, IReadOnlyList<Variable> latents)
    {
        var tape = latents[0].Tape;
        Variable? passing = null;
        for (var i = levels.Count - 1; i >= 0; i--)
        {
            if (!IsFinite(latents[i]))
            {
                return FormattableString.Invariant($"the latent of level {i + 1}");
            }

            var frame = tape.OpenFrame();
            var x = FlowLevel.Join(latents[i], passing);
            foreach (var layer in levels[i].Chain.Children.Reverse())
            {
                (x, _) = layer.Inverse(x);
                if (!IsFinite(x))
                {
                    return layer.Name + " (inverse)";
                }

                tape.CloseFrame(frame, x);
            }

            passing = x;
        }

        return "the pixel map (inverse)";
    }

    // Number by number: the squares of large ones need not be finite where they are.
    private static bool IsFinite(Variable variable)
    {
        var values = new float[variable.Shape.Count];
        variable.Tape.Backend.Read(variable.Value, values);
        return Array.TrueForAll(values, float.IsFinite);
    }
}
