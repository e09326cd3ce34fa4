using ILGPU;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>
/// The same number of several samples, which one thread computes side by side. GPUs have threads enough and take one
/// sample each; a CPU behind OpenCL turns eight of them into a vector. A lane's result does not depend on its neighbours.
/// </summary>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Samples side by side.</summary>
    static abstract int Count { get; }

    /// <summary>Zero in every lane.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>Lanes that lie side by side in a ring.</summary>
    static abstract TSelf Read(ArrayView<float> ring, int index);

    /// <summary>
    /// Lanes that lie <paramref name="plane"/> apart in an image batch; those past <paramref name="last"/> repeat it.
    /// </summary>
    static abstract TSelf ReadImages(ArrayView<float> images, long index, int plane, int last);

    /// <summary><c>this + weight·x</c>.</summary>
    TSelf Plus(float weight, TSelf x);

    /// <summary>Writes lanes side by side.</summary>
    void Write(ArrayView<float> ring, int index);

    /// <summary>Writes the lanes 0 … <paramref name="last"/> of an image batch.</summary>
    void WriteImages(ArrayView<float> images, long index, int plane, int last);
}
