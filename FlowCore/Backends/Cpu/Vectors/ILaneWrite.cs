using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>What a loop does to its destination, chosen when it is compiled: undefined memory must not be read.</summary>
internal unsafe interface ILaneWrite
{
    /// <summary>Puts the next vector of a row that has <paramref name="left"/> floats left.</summary>
    static abstract void Write(Vector512<float> value, float* p, long left);
}

/// <summary><c>=</c>.</summary>
internal readonly unsafe struct Assign : ILaneWrite
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector512<float> value, float* p, long left) => Lanes.Store(value, p, left);
}

/// <summary><c>+=</c>.</summary>
internal readonly unsafe struct Accumulate : ILaneWrite
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector512<float> value, float* p, long left) =>
        Lanes.Store(Lanes.Load(p, left) + value, p, left);
}

/// <summary>Nothing: there is no destination.</summary>
internal readonly unsafe struct Discard : ILaneWrite
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector512<float> value, float* p, long left)
    {
    }
}
