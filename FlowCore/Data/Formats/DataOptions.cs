namespace FlowCore.Data.Formats;

/// <summary>How data is to be understood, kept and split.</summary>
public sealed record DataOptions
{
    /// <summary>The name of its format, one of <see cref="DataFormats.Names"/>; null to recognise it.</summary>
    public string? Format { get; init; }

    /// <summary>What may be kept in memory; null for <see cref="MemoryBudget.Usual"/>.</summary>
    public MemoryBudget? Memory { get; init; }

    /// <summary>The part of the training images to hold out as the validation part, inside [0, 1).</summary>
    public double ValidFraction { get; init; }

    /// <summary>Decides which images those are, with their number and nothing else.</summary>
    public ulong SplitSeed { get; init; }
}
