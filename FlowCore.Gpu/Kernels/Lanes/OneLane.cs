using ILGPU;

namespace FlowCore.Gpu.Kernels.Lanes;

/// <summary>One sample a thread.</summary>
internal readonly struct OneLane(float value) : ISampleLanes<OneLane>
{
    private readonly float _value = value;

    public static int Bits => 0;

    public static int Count => 1;

    public static OneLane Zero => new(0f);

    public static OneLane Read(ArrayView<float> memory, int index) => new(memory[index]);

    public static OneLane ReadImages(ArrayView<float> images, long index, int plane, int last) => new(images[index]);

    public OneLane Plus(float weight, OneLane x) => new(_value + (weight * x._value));

    public void WriteTo<TSink>(TSink sink, int row)
        where TSink : struct, ISumSink => sink.Write(row, 0, _value);

    public void Write(ArrayView<float> memory, int index) => memory[index] = _value;

    public void WriteImages(ArrayView<float> images, long index, int plane, int last) => images[index] = _value;
}
