using ILGPU;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>A small ring in memory that the threads of a group share: many groups fit a multiprocessor.</summary>
internal readonly struct SmallRing : IRing
{
    /// <summary>Floats that it can hold: 8 KiB.</summary>
    public const int Capacity = 2048;

    public static ArrayView<float> Open(ArrayView<float> scratch, int floats) => SharedMemory.Allocate<float>(Capacity);
}

/// <summary>The largest ring that a group may have on every device: OpenCL promises 32 KiB.</summary>
internal readonly struct LargeRing : IRing
{
    /// <summary>Floats that it can hold: 32 KiB.</summary>
    public const int Capacity = 8192;

    public static ArrayView<float> Open(ArrayView<float> scratch, int floats) => SharedMemory.Allocate<float>(Capacity);
}
