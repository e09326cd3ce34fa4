using ILGPU;

namespace FlowCore.Gpu.Kernels.Lanes;

/// <summary>Eight numbers a thread, in fields that a compiler keeps in one vector register.</summary>
internal readonly struct EightLanes(float v0, float v1, float v2, float v3, float v4, float v5, float v6, float v7)
    : ISampleLanes<EightLanes>
{
    private readonly float _v0 = v0, _v1 = v1, _v2 = v2, _v3 = v3, _v4 = v4, _v5 = v5, _v6 = v6, _v7 = v7;

    public static int Bits => 3;

    public static int Count => 8;

    public static EightLanes Zero => new(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);

    public static EightLanes Read(ArrayView<float> memory, int index) => new(
        memory[index],
        memory[index + 1],
        memory[index + 2],
        memory[index + 3],
        memory[index + 4],
        memory[index + 5],
        memory[index + 6],
        memory[index + 7]);

    public static EightLanes ReadImages(ArrayView<float> images, long index, int plane, int last) => new(
        images[index],
        images[index + Offset(1, plane, last)],
        images[index + Offset(2, plane, last)],
        images[index + Offset(3, plane, last)],
        images[index + Offset(4, plane, last)],
        images[index + Offset(5, plane, last)],
        images[index + Offset(6, plane, last)],
        images[index + Offset(7, plane, last)]);

    public EightLanes Plus(float weight, EightLanes x) => new(
        _v0 + (weight * x._v0),
        _v1 + (weight * x._v1),
        _v2 + (weight * x._v2),
        _v3 + (weight * x._v3),
        _v4 + (weight * x._v4),
        _v5 + (weight * x._v5),
        _v6 + (weight * x._v6),
        _v7 + (weight * x._v7));

    public void WriteTo<TSink>(TSink sink, int row)
        where TSink : struct, ISumSink
    {
        sink.Write(row, 0, _v0);
        sink.Write(row, 1, _v1);
        sink.Write(row, 2, _v2);
        sink.Write(row, 3, _v3);
        sink.Write(row, 4, _v4);
        sink.Write(row, 5, _v5);
        sink.Write(row, 6, _v6);
        sink.Write(row, 7, _v7);
    }

    public void Write(ArrayView<float> memory, int index)
    {
        memory[index] = _v0;
        memory[index + 1] = _v1;
        memory[index + 2] = _v2;
        memory[index + 3] = _v3;
        memory[index + 4] = _v4;
        memory[index + 5] = _v5;
        memory[index + 6] = _v6;
        memory[index + 7] = _v7;
    }

    // From the last lane down: those past the end fall on the last sample, whose own value is written after them.
    public void WriteImages(ArrayView<float> images, long index, int plane, int last)
    {
        images[index + Offset(7, plane, last)] = _v7;
        images[index + Offset(6, plane, last)] = _v6;
        images[index + Offset(5, plane, last)] = _v5;
        images[index + Offset(4, plane, last)] = _v4;
        images[index + Offset(3, plane, last)] = _v3;
        images[index + Offset(2, plane, last)] = _v2;
        images[index + Offset(1, plane, last)] = _v1;
        images[index] = _v0;
    }

    private static long Offset(int lane, int plane, int last) => (long)(lane < last ? lane : last) * plane;
}
