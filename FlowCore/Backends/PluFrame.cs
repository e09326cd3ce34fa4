using System.Collections.Immutable;

namespace FlowCore.Backends;

/// <summary>
/// The fixed part of a PLU-parameterised matrix <c>W = P·L·(U + diag(sign·exp(logs)))</c>: row i of <c>P·M</c> is row
/// <c>Permutation[i]</c> of M.
/// </summary>
/// <param name="Permutation">The row that each row is taken from, a permutation of 0 … C−1.</param>
/// <param name="Signs">+1 or −1 for each diagonal entry.</param>
public sealed record PluFrame(ImmutableArray<int> Permutation, ImmutableArray<int> Signs)
{
    /// <summary>The matrix is C×C.</summary>
    public int Size => Permutation.Length;

    /// <summary>Entries below the diagonal of L, and above the diagonal of U: <c>C(C−1)/2</c>.</summary>
    public int Triangle => Size * (Size - 1) / 2;
}
