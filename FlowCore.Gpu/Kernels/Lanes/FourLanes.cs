using ILGPU;

namespace FlowCore.Gpu.Kernels.Lanes;

/// <summary>Four numbers a thread, which a GPU loads with one instruction.</summary>
internal struct FourLanes : ILanes<FourLanes>
{
    private float _v0, _v1, _v2, _v3;

    /// <summary>The lanes.</summary>
    public readonly (float First, float Second, float Third, float Fourth) All => (_v0, _v1, _v2, _v3);

    public static int Bits => 2;

    public static int Count => 4;

    public static FourLanes Zero => default;

    public static FourLanes Read(ArrayView<float> memory, int index) => memory.Cast<FourLanes>()[index >> 2];

    public readonly FourLanes Plus(float weight, FourLanes x) => new()
    {
        _v0 = _v0 + (weight * x._v0),
        _v1 = _v1 + (weight * x._v1),
        _v2 = _v2 + (weight * x._v2),
        _v3 = _v3 + (weight * x._v3),
    };

    public readonly void WriteTo<TSink>(TSink sink, int row)
        where TSink : struct, ISumSink
    {
        sink.Write(row, 0, _v0);
        sink.Write(row, 1, _v1);
        sink.Write(row, 2, _v2);
        sink.Write(row, 3, _v3);
    }
}
