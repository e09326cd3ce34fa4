namespace FlowCore.Verification;

/// <summary>Collects the results of checks.</summary>
internal sealed class Findings(VerificationOptions options, CancellationToken cancellation)
{
    private readonly List<CheckResult> _checks = [];

    /// <summary>What passes.</summary>
    public VerificationLimits Limits => options.Limits;

    /// <summary>How it is verified.</summary>
    public VerificationOptions Options => options;

    /// <summary>The results so far.</summary>
    public IReadOnlyList<CheckResult> Checks => _checks;

    /// <summary>Says what is looked at next, or ends it all.</summary>
    public void Next(string what)
    {
        cancellation.ThrowIfCancellationRequested();
        options.Progress?.Invoke(what);
    }

    /// <summary>A figure against its limit; a NaN fails.</summary>
    /// <param name="name">One of <see cref="CheckNames"/>.</param>
    /// <param name="layer">The layer's path, or null.</param>
    /// <param name="figure">What was measured.</param>
    /// <param name="limit">What passes.</param>
    /// <param name="isExact">Whether what was measured says of itself that it is exact.</param>
    /// <param name="note">More about it.</param>
    public void Add(string name, string? layer, double figure, double limit, bool isExact = true, string note = "")
    {
        var outcome = figure <= limit ? CheckOutcome.Passed
            : !isExact && double.IsFinite(figure) ? CheckOutcome.Approximate
            : CheckOutcome.Failed;
        _checks.Add(new CheckResult(name, layer, figure, limit, outcome, note));
    }

    /// <summary>What could not be looked at.</summary>
    public void NotChecked(string name, string? layer, string why) =>
        _checks.Add(new CheckResult(name, layer, double.NaN, double.NaN, CheckOutcome.NotChecked, why));

    /// <summary>Runs checks of a layer, whose refusal to compute is a failure of its own.</summary>
    public void Guard(string? layer, Action checks)
    {
        try
        {
            checks();
        }
        catch (FlowException refusal)
        {
            Add(CheckNames.Runs, layer, 1, 0, note: refusal.Message);
        }
    }
}
