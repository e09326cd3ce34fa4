using ILGPU;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>Where a group of threads keeps the diagonals that it still needs.</summary>
internal interface IRing
{
    /// <summary>The floats of this group; every thread of it calls this once, first of all.</summary>
    /// <param name="scratch">Global memory with <paramref name="floats"/> for each group, for rings that live there.</param>
    /// <param name="floats">What the ring holds.</param>
    static abstract ArrayView<float> Open(ArrayView<float> scratch, int floats);
}
