using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

/// <summary>A row of the conformance suite: one member of the backend contract on one set of shapes.</summary>
/// <param name="Name"><c>Member: shapes and variant</c>.</param>
/// <param name="Samples">The batch N.</param>
/// <param name="Tolerance">How far a float backend may be from the double reference.</param>
/// <param name="Run">Makes the tensors, calls the member once.</param>
internal sealed record BackendCase(string Name, int Samples, Tolerance Tolerance, Action<Trial> Run)
{
    /// <summary>The member that is called.</summary>
    public string Member => Name[..Name.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>The seed of its draws: from the name, so that a new row changes no other.</summary>
    public ulong Seed => Name.Aggregate(14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL) >> 32;
}
