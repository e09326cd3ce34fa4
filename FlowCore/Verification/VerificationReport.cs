namespace FlowCore.Verification;

/// <summary>All that was looked at in a model.</summary>
/// <param name="Layers">The paths of its layers, in forward order.</param>
/// <param name="Checks">The checks, in the order they were made.</param>
public sealed record VerificationReport(IReadOnlyList<string> Layers, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>Whether no check failed. What was not checked is not counted: see <see cref="NotChecked"/>.</summary>
    public bool Passed => !Failures.Any();

    /// <summary>The checks that failed.</summary>
    public IEnumerable<CheckResult> Failures => Of(CheckOutcome.Failed);

    /// <summary>What could not be looked at, and why.</summary>
    public IEnumerable<CheckResult> NotChecked => Of(CheckOutcome.NotChecked);

    /// <summary>The check of a layer, or of the whole model, by its name; null where it was not made.</summary>
    /// <param name="name">One of <see cref="CheckNames"/>.</param>
    /// <param name="layer">The path of the layer; null for the whole model.</param>
    public CheckResult? Find(string name, string? layer = null) =>
        Checks.FirstOrDefault(check => check.Name == name && check.Layer == layer);

    private IEnumerable<CheckResult> Of(CheckOutcome outcome) => Checks.Where(check => check.Outcome == outcome);
}
