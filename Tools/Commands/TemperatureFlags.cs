using System.CommandLine;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>How far the latents of samples spread.</summary>
internal sealed class TemperatureFlags
{
    private readonly Option<double> _last = Flag.Real(
        "--temperature", 1, "Scales the latents of samples: 1 draws from the model's own distribution, less gives calmer and darker images.");

    private readonly Option<double?> _early = Flag.RealOrNone(
        "--early-temperature", "That of the latents before the last level: less calms detail without dimming. [default: --temperature's]");

    private IEnumerable<Option> All => [_last, _early];

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for, null for an early temperature that is the other one.</summary>
    /// <exception cref="WrongCallException">One is below 0.</exception>
    public (double Last, double? Early) Read(ParseResult parsed)
    {
        var (last, early) = (parsed.GetRequiredValue(_last), parsed.GetValue(_early));
        ThrowIfNegative(_last, last);
        ThrowIfNegative(_early, early ?? 0);
        return (last, early);
    }

    /// <summary>Refuses the options where nothing is drawn.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="remedy">What makes them useful.</param>
    /// <exception cref="WrongCallException">One was given.</exception>
    public void ThrowIfGiven(ParseResult parsed, string remedy)
    {
        if (All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new WrongCallException(given.Name, "samples to draw", "none", remedy);
        }
    }

    /// <summary>Refuses a temperature of all latents beside several.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="several">What several are asked for by.</param>
    /// <exception cref="WrongCallException">It was given.</exception>
    public void ThrowIfGivenBeside(ParseResult parsed, string several)
    {
        if (parsed.GetResult(_last) is { Implicit: false })
        {
            throw new WrongCallException(_last.Name, $"one of it and {several}", "both", "Leave one out.");
        }
    }

    /// <summary><c>temperature 1</c>, or <c>temperature 1, early 0.9</c>.</summary>
    public string Describe(ParseResult parsed)
    {
        var (last, early) = Read(parsed);
        return FormattableString.Invariant($"temperature {last}") + (early is null ? "" : FormattableString.Invariant($", early {early}"));
    }

    private static void ThrowIfNegative(Option option, double value)
    {
        if (value < 0)
        {
            throw new WrongCallException(option.Name, "0 or more", FormattableString.Invariant($"{value}"));
        }
    }
}
