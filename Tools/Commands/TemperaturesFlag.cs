using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Temperatures to compare, a row of the picture each.</summary>
internal sealed class TemperaturesFlag
{
    /// <summary>The option.</summary>
    public Option<ImmutableArray<double>?> Option { get; } = Flag.Read(
        "--temperatures",
        "x,x,…",
        "A row of images for each of these temperatures, labelled: the same draws, scaled.",
        "numbers of 0 or more, as 0,0.3,0.7,1",
        TemperaturesOf);

    /// <summary>The temperatures that were asked for, or null for one of <see cref="TemperatureFlags"/>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="single">What one temperature is asked for by.</param>
    /// <param name="files">What pictures of their own are asked for by.</param>
    /// <exception cref="WrongCallException">Both were given.</exception>
    public ImmutableArray<double>? Read(ParseResult parsed, TemperatureFlags single, Option files)
    {
        var temperatures = parsed.GetValue(Option);
        if (temperatures is not null)
        {
            single.ThrowIfGivenBeside(parsed, Option.Name);
            if (parsed.GetResult(files) is { Implicit: false })
            {
                throw new WrongCallException(files.Name, "one temperature", Option.Name, "Use --temperature, once for each.");
            }
        }

        return temperatures;
    }

    private static ImmutableArray<double>? TemperaturesOf(string text)
    {
        var numbers = text.Split(',')
            .Select(part => double.TryParse(
                part, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
                ? number
                : double.NaN)
            .ToImmutableArray();
        return numbers.All(number => number >= 0 && double.IsFinite(number)) ? numbers : null;
    }
}
