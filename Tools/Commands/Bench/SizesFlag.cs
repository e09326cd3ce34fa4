using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;

namespace FlowCore.Tools.Commands.Bench;

/// <summary>Sizes at which something is measured.</summary>
internal sealed class SizesFlag
{
    private readonly ImmutableArray<int> _otherwise;

    /// <summary>An option with some sizes as its default.</summary>
    public SizesFlag(string name, string description, params ImmutableArray<int> otherwise)
    {
        _otherwise = otherwise;
        Option = Flag.Read(
            name, "n,n,…", $"{description} [default: {string.Join(',', otherwise)}]", "two sizes or more, as 16,32", SizesOf);
    }

    /// <summary>The option.</summary>
    public Option<ImmutableArray<int>?> Option { get; }

    /// <summary>The sizes that were asked for.</summary>
    public ImmutableArray<int> Read(ParseResult parsed) => parsed.GetValue(Option) ?? _otherwise;

    private static ImmutableArray<int>? SizesOf(string text)
    {
        var sizes = text.Split(',')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0)
            .Distinct()
            .ToImmutableArray();
        return sizes.Length >= 2 && sizes.All(size => size >= 1) ? sizes : null;
    }
}
