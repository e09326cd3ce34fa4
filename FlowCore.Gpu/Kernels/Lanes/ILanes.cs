using ILGPU;

namespace FlowCore.Gpu.Kernels.Lanes;

/// <summary>
/// Numbers that one thread computes side by side, in fields that a compiler keeps in registers: a GPU loads four of them
/// at once, a CPU behind OpenCL turns eight into a vector. A lane's result does not depend on its neighbours.
/// </summary>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The binary logarithm of <see cref="Count"/>.</summary>
    static abstract int Bits { get; }

    /// <summary>Numbers side by side.</summary>
    static abstract int Count { get; }

    /// <summary>Zero in every lane.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>Lanes that lie side by side in memory, from a multiple of their number on.</summary>
    static abstract TSelf Read(ArrayView<float> memory, int index);

    /// <summary><c>this + weight·x</c>.</summary>
    TSelf Plus(float weight, TSelf x);

    /// <summary>Gives each lane to a sink, as those of a row of a product.</summary>
    void WriteTo<TSink>(TSink sink, int row)
        where TSink : struct, ISumSink;
}
