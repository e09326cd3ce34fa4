namespace FlowCore.Models;

/// <summary>What the layers of one kind in one level hold.</summary>
/// <param name="Level">The level's name.</param>
/// <param name="Kind">What the layers are called in their step, such as <c>finc</c>; <c>split.coupling</c> and <c>prior</c> are in none.</param>
/// <param name="Layers">How many there are.</param>
/// <param name="Parameters">Numbers that are trained.</param>
/// <param name="Fixed">Entries that never change (<see cref="FlowPart.FixedEntries"/>).</param>
public sealed record PartCount(string Level, string Kind, int Layers, long Parameters, long Fixed)
{
    /// <summary>The counts of levels, in the order of the parts; those without a number are left out.</summary>
    /// <param name="levels">The levels; their parts need no memory.</param>
    public static IReadOnlyList<PartCount> Of(IEnumerable<FlowLevel> levels) =>
    [
        .. levels.SelectMany(level => level.Chain.Children.Append<FlowPart>(level.Prior)
            .GroupBy(part => KindOf(level.Name, part.Name), StringComparer.Ordinal)
            .Select(parts => new PartCount(
                level.Name,
                parts.Key,
                parts.Count(),
                parts.SelectMany(part => part.Parameters).Sum(parameter => parameter.Shape.Count),
                parts.Sum(part => part.FixedEntries))))
            .Where(count => count.Parameters + count.Fixed > 0),
    ];

    /// <summary><c>level1.step2.finc</c> is a <c>finc</c>, whichever step it is in.</summary>
    private static string KindOf(string level, string name)
    {
        var inside = name.StartsWith(level + ".", StringComparison.Ordinal) ? name[(level.Length + 1)..] : name;
        var point = inside.IndexOf('.', StringComparison.Ordinal);
        return point > 0 && inside.StartsWith("step", StringComparison.Ordinal) ? inside[(point + 1)..] : inside;
    }
}
