using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>Vectors whose first lanes have all bits set, loaded from a table: a comparison would build its indices lane by lane.</summary>
internal static class LaneMasks
{
    private static ReadOnlySpan<int> Table =>
    [
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private static ReadOnlySpan<long> WideTable =>
    [
        -1, -1, -1, -1, -1, -1, -1, -1,
        0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The first <paramref name="count"/> of 16 lanes.</summary>
    /// <param name="count">At most 16; below 0 for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> First(int count) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(Table), (nuint)(Lanes.Width - Math.Max(count, 0)));

    /// <summary>The first <paramref name="count"/> of 8 lanes.</summary>
    /// <param name="count">Below 0 for none and above 8 for all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<long> FirstWide(long count) => Vector512.LoadUnsafe(
        ref MemoryMarshal.GetReference(WideTable), (nuint)(Vector512<long>.Count - Math.Clamp(count, 0, Vector512<long>.Count)));
}
