using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>
/// Vectors whose first lanes have all bits set. Their indices are written out, which is a constant on every machine:
/// <c>Vector512&lt;T&gt;.Indices</c> is filled lane by lane where there are no vectors of 512 bits. A table of masks would
/// be loaded across cache lines, and moved into a mask register after that.
/// </summary>
internal static class LaneMasks
{
    /// <summary>The first <paramref name="count"/> of 16 lanes.</summary>
    /// <param name="count">Below 0 for none and above 16 for all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> First(int count) => Vector512.LessThan(
        Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), Vector512.Create(count));

    /// <summary>The first <paramref name="count"/> of 8 lanes.</summary>
    /// <param name="count">Below 0 for none and above 8 for all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<long> FirstWide(long count) => Vector512.LessThan(
        Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7), Vector512.Create(count));
}
