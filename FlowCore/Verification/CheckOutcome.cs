namespace FlowCore.Verification;

/// <summary>How a check of a model ended.</summary>
public enum CheckOutcome
{
    /// <summary>The figure is within its limit.</summary>
    Passed,

    /// <summary>The figure is beyond its limit, or not a number.</summary>
    Failed,

    /// <summary>The figure is beyond its limit, of a layer that says of itself that it is not exact (<see cref="Layers.Bijector.IsExact"/>).</summary>
    Approximate,

    /// <summary>It could not be looked at, for the reason given: neither good nor bad.</summary>
    NotChecked,
}
