using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>
/// Rows of floats in whole vectors. What is left at the end of a row goes through the same vector code, padded with zeros,
/// so that a value does not depend on where in its row, or in its batch, it lies.
/// </summary>
internal static unsafe class Lanes
{
    /// <summary>Floats of one vector.</summary>
    public const int Width = 16;

    /// <summary>The next vector of a row that has <paramref name="left"/> floats left, with zeros past its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* p, long left) =>
        left >= Width ? Vector512.Load(p) : LoadPartial(p, (int)left);

    /// <summary>Writes the next vector of a row, and nothing past the row's end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* p, long left)
    {
        if (left >= Width)
        {
            value.Store(p);
        }
        else
        {
            StorePartial(value, p, (int)left);
        }
    }

    /// <summary><c>y (+)= f(x)</c> along a row; y may be x.</summary>
    public static void Map<TFunction>(TFunction function, float* x, float* y, long count, bool accumulate = false)
        where TFunction : struct, ILaneFunction
    {
        if (accumulate)
        {
            Map<TFunction, Accumulate>(function, x, y, count);
        }
        else
        {
            Map<TFunction, Assign>(function, x, y, count);
        }
    }

    private static void Map<TFunction, TWrite>(TFunction function, float* x, float* y, long count)
        where TFunction : struct, ILaneFunction
        where TWrite : struct, ILaneWrite
    {
        for (var i = 0L; i < count; i += Width)
        {
            TWrite.Write(function.Apply(Load(x + i, count - i)), y + i, count - i);
        }
    }

    // Masked moves where the hardware has them: a call, even one that is not taken, would keep a loop's sums in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadPartial(float* p, int count)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.MaskLoad(p, FirstLanes(count).AsSingle(), Vector512<float>.Zero);
        }

        if (Avx.IsSupported)
        {
            var mask = FirstLanes(count).AsSingle();
            return Vector512.Create(Avx.MaskLoad(p, mask.GetLower()), Avx.MaskLoad(p + (Width / 2), mask.GetUpper()));
        }

        return CopyPartial(p, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePartial(Vector512<float> value, float* p, int count)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore(p, FirstLanes(count).AsSingle(), value);
        }
        else if (Avx.IsSupported)
        {
            var mask = FirstLanes(count).AsSingle();
            Avx.MaskStore(p, mask.GetLower(), value.GetLower());
            Avx.MaskStore(p + (Width / 2), mask.GetUpper(), value.GetUpper());
        }
        else
        {
            CopyPartial(value, p, count);
        }
    }

    private static Vector512<int> FirstLanes(int count) =>
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> CopyPartial(float* p, int count)
    {
        var padded = Vector512<float>.Zero;
        Unsafe.CopyBlockUnaligned(&padded, p, (uint)count * sizeof(float));
        return padded;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyPartial(Vector512<float> value, float* p, int count) =>
        Unsafe.CopyBlockUnaligned(p, &value, (uint)count * sizeof(float));
}
