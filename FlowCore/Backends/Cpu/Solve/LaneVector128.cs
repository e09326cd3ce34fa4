using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>Four lanes, on any hardware.</summary>
internal readonly unsafe struct LaneVector128(Vector128<float> value) : ILaneVector<LaneVector128>
{
    private readonly Vector128<float> _value = value;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector128 Load(float* p) => new(Vector128.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector128 MultiplyAdd(float* factor, LaneVector128 x, LaneVector128 sum) =>
        new(Vector128.MultiplyAddEstimate(Vector128.Create(*factor), x._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* from, long fromStride, float* to, long toStride)
    {
        var (x0, x1) = (Vector128.Load(from), Vector128.Load(from + fromStride));
        var (x2, x3) = (Vector128.Load(from + (2 * fromStride)), Vector128.Load(from + (3 * fromStride)));
        if (Sse.IsSupported)
        {
            var (low01, high01) = (Sse.UnpackLow(x0, x1), Sse.UnpackHigh(x0, x1));
            var (low23, high23) = (Sse.UnpackLow(x2, x3), Sse.UnpackHigh(x2, x3));
            Sse.MoveLowToHigh(low01, low23).Store(to);
            Sse.MoveHighToLow(low23, low01).Store(to + toStride);
            Sse.MoveLowToHigh(high01, high23).Store(to + (2 * toStride));
            Sse.MoveHighToLow(high23, high01).Store(to + (3 * toStride));
        }
        else
        {
            for (var i = 0; i < Width; i++)
            {
                Vector128.Create(x0[i], x1[i], x2[i], x3[i]).Store(to + (i * toStride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* p) => _value.Store(p);
}
