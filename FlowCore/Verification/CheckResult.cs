using System.Globalization;

namespace FlowCore.Verification;

/// <summary>One thing that was looked at, and what was found.</summary>
/// <param name="Name">What was looked at, one of <see cref="CheckNames"/>.</param>
/// <param name="Layer">The path of the layer; null for the whole model.</param>
/// <param name="Figure">What was measured, 0 where nothing is wrong; NaN where nothing was measured.</param>
/// <param name="Limit">The largest figure that passes; NaN where nothing was measured.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Note">More about it, or why it was not checked; empty for nothing.</param>
public sealed record CheckResult(string Name, string? Layer, double Figure, double Limit, CheckOutcome Outcome, string Note = "")
{
    private const double MostCounted = 1e9;

    /// <summary>The line of a check that failed: <c>level1.step2.finc: expected a gain of at most 1000, got 3.6e+11.</c></summary>
    public override string ToString()
    {
        var who = Layer ?? "model";
        return Outcome == CheckOutcome.NotChecked
            ? $"{who}: {Name} not checked: {Note}"
            : $"{who}: expected {Name} of at most {Text(Limit)}, got {Text(Figure)}." + (Note.Length == 0 ? "" : " " + Note);
    }

    // Counts are written out.
    private static string Text(double number) =>
        number.ToString(Math.Abs(number) < MostCounted && number == Math.Floor(number) ? "0" : "g3", CultureInfo.InvariantCulture);
}
