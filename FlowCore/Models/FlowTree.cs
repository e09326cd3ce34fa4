using System.Text;

namespace FlowCore.Models;

/// <summary>The tree of a model's parts, with shapes and parameter counts, of parts that have memory or none.</summary>
internal static class FlowTree
{
    /// <summary>The tree, a line a layer.</summary>
    public static string Of(PixelMap pixelMap, IReadOnlyList<FlowLevel> levels)
    {
        FlowPart[] parts = [pixelMap, .. levels];
        var text = new StringBuilder();
        var padding = pixelMap.OutputShape == pixelMap.Image ? "" : $" padded to {pixelMap.OutputShape}";
        var parameters = parts.SelectMany(part => part.Parameters).Sum(parameter => parameter.Shape.Count);
        text.Append(FormattableString.Invariant(
            $"FlowModel  {pixelMap.Image}{padding}  {parameters:N0} parameters, {parts.Sum(part => part.FixedEntries):N0} fixed\n"));
        foreach (var level in levels)
        {
            level.Chain.Print(text, depth: 1);
            text.Append(FormattableString.Invariant($"    latent  {level.LatentShape}  {level.Prior.Describe()}\n"));
        }

        return text.ToString().TrimEnd();
    }
}
