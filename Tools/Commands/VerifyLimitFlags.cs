using System.CommandLine;
using FlowCore.Tools.Shell;
using FlowCore.Verification;

namespace FlowCore.Tools.Commands;

/// <summary>The limits of <c>flow verify</c>, and why they are what they are.</summary>
internal sealed class VerifyLimitFlags
{
    private static readonly VerificationLimits Usual = new();

    private readonly Option<double> _gain = Flag.Real(
        "--gain-limit",
        Usual.Gain,
        "Largest gain of an inverse, ‖K⁻¹‖₂: a float has 24 bits, 1000 takes 10 of them and a pixel needs 8.");

    private readonly Option<double> _condition = Flag.Real(
        "--condition-limit", Usual.Condition, "Largest condition number of a 1×1 convolution, for the same reason.");

    private readonly Option<double> _roundTrip = Flag.Real(
        "--round-trip-limit",
        Usual.RoundTrip,
        "Largest error of a round trip relative to the largest number: roundings are 6e-8 each, the next level of 8 bits is 9e-4 away.");

    private readonly Option<double> _logDet = Flag.Real(
        "--log-det-limit",
        Usual.LogDet,
        "Largest error of a log-det against the dense Jacobian's, in nats a dimension: less than scores are printed to.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_gain, _condition, _roundTrip, _logDet])
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="WrongCallException">A limit of an error is not above 0, or one of a gain or condition is below 1.</exception>
    public VerificationLimits Read(ParseResult parsed) => new()
    {
        Gain = AtLeastOne(parsed, _gain),
        Condition = AtLeastOne(parsed, _condition),
        RoundTrip = Positive(parsed, _roundTrip),
        LogDet = Positive(parsed, _logDet),
    };

    // No matrix has a condition below 1, and no layer that keeps volumes an inverse that only shrinks.
    private static double AtLeastOne(ParseResult parsed, Option<double> option)
    {
        var value = parsed.GetRequiredValue(option);
        return value >= 1 ? value : throw new WrongCallException(option.Name, "1 or more", FormattableString.Invariant($"{value}"));
    }

    private static double Positive(ParseResult parsed, Option<double> option)
    {
        var value = parsed.GetRequiredValue(option);
        return value > 0 ? value : throw new WrongCallException(option.Name, "a number above 0", FormattableString.Invariant($"{value}"));
    }
}
