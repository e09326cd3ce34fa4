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

    /// <summary>The next bytes of a row that has <paramref name="left"/> left, as floats, with zeros past its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadBytes(byte* p, long left)
    {
        var bytes = left >= Width ? Vector128.Load(p) : CopyPartial(p, (int)left);
        var words = Vector256.WidenLower(bytes.ToVector256Unsafe());
        return Vector512.ConvertToSingle(Vector512.WidenLower(words.ToVector512Unsafe()).AsInt32());
    }

    /// <summary>Writes the next integers of a row, each of which fits into a byte, and nothing past the row's end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Vector512<int> value, byte* p, long left)
    {
        var words = Vector256.Narrow(value.GetLower(), value.GetUpper()).AsUInt16();
        var bytes = Vector128.Narrow(words.GetLower(), words.GetUpper());
        if (left >= Width)
        {
            bytes.Store(p);
        }
        else
        {
            CopyPartial(bytes, p, (int)left);
        }
    }

    /// <summary>
    /// Writes 32 floats: of every 128 bits the lower halves of both vectors in turn, then likewise the upper halves. These are
    /// x₀ y₀ x₁ y₁ of each 128 bits, and after all of them x₂ y₂ x₃ y₃ of each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(Vector512<float> x, Vector512<float> y, float* p)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.UnpackLow(x, y).Store(p);
            Avx512F.UnpackHigh(x, y).Store(p + Width);
            return;
        }

        StoreInterleaved(x.GetLower(), y.GetLower(), p);
        StoreInterleaved(x.GetUpper(), y.GetUpper(), p + (Width / 2));
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreInterleaved(Vector256<float> x, Vector256<float> y, float* p)
    {
        if (Avx.IsSupported)
        {
            Avx.UnpackLow(x, y).Store(p);
            Avx.UnpackHigh(x, y).Store(p + Width);
            return;
        }

        StoreInterleaved(x.GetLower(), y.GetLower(), p);
        StoreInterleaved(x.GetUpper(), y.GetUpper(), p + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreInterleaved(Vector128<float> x, Vector128<float> y, float* p)
    {
        Vector128.Create(x[0], y[0], x[1], y[1]).Store(p);
        Vector128.Create(x[2], y[2], x[3], y[3]).Store(p + Width);
    }

    // Masked moves where the hardware has them: a call, even one that is not taken, would keep a loop's sums in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadPartial(float* p, int count)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.MaskLoad(p, LaneMasks.First(count).AsSingle(), Vector512<float>.Zero);
        }

        if (Avx.IsSupported)
        {
            var mask = LaneMasks.First(count).AsSingle();
            return Vector512.Create(Avx.MaskLoad(p, mask.GetLower()), Avx.MaskLoad(p + (Width / 2), mask.GetUpper()));
        }

        return CopyPartial(p, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePartial(Vector512<float> value, float* p, int count)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore(p, LaneMasks.First(count).AsSingle(), value);
        }
        else if (Avx.IsSupported)
        {
            var mask = LaneMasks.First(count).AsSingle();
            Avx.MaskStore(p, mask.GetLower(), value.GetLower());
            Avx.MaskStore(p + (Width / 2), mask.GetUpper(), value.GetUpper());
        }
        else
        {
            CopyPartial(value, p, count);
        }
    }

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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<byte> CopyPartial(byte* p, int count)
    {
        var padded = Vector128<byte>.Zero;
        Unsafe.CopyBlockUnaligned(&padded, p, (uint)count);
        return padded;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyPartial(Vector128<byte> value, byte* p, int count) =>
        Unsafe.CopyBlockUnaligned(p, &value, (uint)count);
}
