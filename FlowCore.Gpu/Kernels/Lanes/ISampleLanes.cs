using ILGPU;

namespace FlowCore.Gpu.Kernels.Lanes;

/// <summary>The same number of several samples. GPUs have threads enough and take one sample each.</summary>
internal interface ISampleLanes<TSelf> : ILanes<TSelf>
    where TSelf : struct, ISampleLanes<TSelf>
{
    /// <summary>
    /// Lanes that lie <paramref name="plane"/> apart in an image batch; those past <paramref name="last"/> repeat it.
    /// </summary>
    static abstract TSelf ReadImages(ArrayView<float> images, long index, int plane, int last);

    /// <summary>Writes lanes side by side.</summary>
    void Write(ArrayView<float> memory, int index);

    /// <summary>Writes the lanes 0 … <paramref name="last"/> of an image batch.</summary>
    void WriteImages(ArrayView<float> images, long index, int plane, int last);
}
