namespace FlowCore.Tools.Benching.Tables;

/// <summary>A time that others published. It is no measurement of this machine and stands in no plot.</summary>
/// <param name="Setting">The preset that it goes with, or empty.</param>
/// <param name="Model">What they call the model.</param>
/// <param name="Pass">The direction.</param>
/// <param name="Size">The number that a table sweeps, or 0.</param>
/// <param name="Milliseconds">The time.</param>
/// <param name="Source">Where it is published and how it was measured.</param>
internal sealed record PublishedFigure(string Setting, string Model, string Pass, int Size, double Milliseconds, string Source)
{
    /// <summary>Its row.</summary>
    public TableRow Row(string panel) =>
        new() { Panel = panel, What = $"published: {Model}", Pass = Pass, Published = Milliseconds, Note = Source };
}
