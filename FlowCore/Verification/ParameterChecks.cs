using FlowCore.Layers;
using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>What can be said of the numbers of a model before it computes anything.</summary>
internal static class ParameterChecks
{
    /// <summary>Looks at every part.</summary>
    /// <returns>Whether all parameters are finite.</returns>
    public static bool Run(FlowModel model, Findings findings)
    {
        var areFinite = true;
        foreach (var part in model.Parts.SelectMany(Owners))
        {
            foreach (var parameter in part.Parameters)
            {
                areFinite &= AreFinite(model.Backend, part.Name, parameter, findings);
            }

            if (part is PluConv1x1 plu)
            {
                findings.Add(CheckNames.Constants, part.Name, Faults(plu.Frame), 0);
            }
        }

        return areFinite;
    }

    /// <summary>The outermost parts that are a layer, a prior or a pixel map and no chain: each parameter is met once.</summary>
    private static IEnumerable<FlowPart> Owners(FlowPart part) => part switch
    {
        FlowLevel or Chain => part.Parts.SelectMany(Owners),
        InverseBijector inverse => Owners(inverse.Children[0]),
        _ => [part],
    };

    private static bool AreFinite(IBackend backend, string owner, Parameter parameter, Findings findings)
    {
        var values = LayerRun.Read(backend, parameter.Value);
        var bad = Array.FindIndex(values, value => !double.IsFinite(value));
        findings.Add(
            CheckNames.Finite,
            owner,
            values.Count(value => !double.IsFinite(value)),
            0,
            note: bad < 0 ? parameter.Name : FormattableString.Invariant($"{parameter.Name} has {values[bad]} at {bad}."));
        return bad < 0;
    }

    private static int Faults(PluFrame frame)
    {
        var seen = new HashSet<int>();
        return frame.Permutation.Count(row => row < 0 || row >= frame.Size || !seen.Add(row)) + frame.Signs.Count(sign => sign is not (1 or -1));
    }
}
