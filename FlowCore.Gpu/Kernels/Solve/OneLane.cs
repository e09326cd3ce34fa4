using ILGPU;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>One sample a thread.</summary>
internal readonly struct OneLane(float value) : ILanes<OneLane>
{
    private readonly float _value = value;

    public static int Count => 1;

    public static OneLane Zero => new(0f);

    public static OneLane Read(ArrayView<float> ring, int index) => new(ring[index]);

    public static OneLane ReadImages(ArrayView<float> images, long index, int plane, int last) => new(images[index]);

    public OneLane Plus(float weight, OneLane x) => new(_value + (weight * x._value));

    public void Write(ArrayView<float> ring, int index) => ring[index] = _value;

    public void WriteImages(ArrayView<float> images, long index, int plane, int last) => images[index] = _value;
}
