using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>
/// A running sum of vectors, in double: lane by lane, and the lanes at the end in a fixed order. <c>left</c> is how many
/// floats a row has left; lanes past its end do not count, whatever a function made of the padding.
/// </summary>
internal struct LaneSum
{
    private Vector512<double> _low;
    private Vector512<double> _high;

    /// <summary>The sum of all lanes.</summary>
    public readonly double Total
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TotalOf(_low + _high);
    }

    /// <summary><c>+= x</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<float> x, long left)
    {
        var (low, high) = Vector512.Widen(x);
        Add(low, high, left);
    }

    /// <summary><c>+= x·y</c>, products that a double holds exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProduct(Vector512<float> x, Vector512<float> y, long left)
    {
        var (lowX, highX) = Vector512.Widen(x);
        var (lowY, highY) = Vector512.Widen(y);
        Add(lowX * lowY, highX * highY, left);
    }

    /// <summary><c>+= (x − center)²</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSquaredDeviations(Vector512<float> x, double center, long left)
    {
        var (low, high) = Vector512.Widen(x);
        low -= Vector512.Create(center);
        high -= Vector512.Create(center);
        Add(low * low, high * high, left);
    }

    // Takes a value: what a call took the address of would be kept in memory while it is summed.
    private static double TotalOf(Vector512<double> both)
    {
        var total = 0.0;
        for (var i = 0; i < Vector512<double>.Count; i++)
        {
            total += both[i];
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(Vector512<double> low, Vector512<double> high, long left)
    {
        if (left < Lanes.Width)
        {
            low &= LaneMasks.FirstWide(left).AsDouble();
            high &= LaneMasks.FirstWide(left - Vector512<long>.Count).AsDouble();
        }

        _low += low;
        _high += high;
    }
}
