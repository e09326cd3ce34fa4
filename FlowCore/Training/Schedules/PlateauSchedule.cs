namespace FlowCore.Training.Schedules;

/// <summary>
/// <c>max(floor, factor^k)</c>, where k grows by 1 each time that so many scores in a row were no better than the best before
/// them. What it remembers are numbers that are saved with the training.
/// </summary>
/// <param name="numbers">Where it remembers.</param>
/// <param name="factor">The factor.</param>
/// <param name="patience">Scores in a row that are no better.</param>
/// <param name="floor">What it does not fall below.</param>
internal sealed class PlateauSchedule(IDictionary<string, double> numbers, double factor, int patience, double floor) : ISchedule
{
    // Bits/dim that count as better: less than any difference that anyone would report.
    private const double Better = 1e-4;

    private const string Best = "plateau.best";
    private const string Stale = "plateau.stale";
    private const string Cuts = "plateau.cuts";
    private const string Scored = "plateau.scoredStep";

    /// <summary>The last step whose score it was given, or 0.</summary>
    public int ScoredStep => (int)Number(Scored, 0);

    /// <inheritdoc/>
    public double FactorAt(int step) => Math.Max(floor, Math.Pow(factor, Number(Cuts, 0)));

    /// <summary>Takes the score after a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="bitsPerDimension">The score; one that is not a number is no better than any.</param>
    public void Observe(int step, double bitsPerDimension)
    {
        numbers[Scored] = step;
        var best = Number(Best, double.PositiveInfinity);
        if (bitsPerDimension < best - Better)
        {
            (numbers[Best], numbers[Stale]) = (bitsPerDimension, 0);
            return;
        }

        var stale = Number(Stale, 0) + 1;
        if (stale >= patience)
        {
            numbers[Cuts] = Number(Cuts, 0) + 1;
            stale = 0;
        }

        numbers[Stale] = stale;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"factor {factor} after {patience} evaluations without gain");

    private double Number(string name, double otherwise) => numbers.TryGetValue(name, out var number) ? number : otherwise;
}
