using ILGPU;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>A ring of any size in global memory, which a barrier orders within a group as well.</summary>
internal readonly struct GlobalRing : IRing
{
    public static ArrayView<float> Open(ArrayView<float> scratch, int floats) =>
        scratch.SubView((((long)Grid.IdxY * Grid.DimX) + Grid.IdxX) * floats, floats);
}
