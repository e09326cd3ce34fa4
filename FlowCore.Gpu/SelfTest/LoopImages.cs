using ILGPU;

namespace FlowCore.Gpu.SelfTest;

/// <summary>On the device.</summary>
internal readonly struct DeviceImage(ArrayView<int> numbers) : ILoopImage
{
    private readonly ArrayView<int> _numbers = numbers;

    public int At(int index) => _numbers[index];
}

/// <summary>On the host.</summary>
internal readonly struct HostImage(int[] numbers) : ILoopImage
{
    private readonly int[] _numbers = numbers;

    public int At(int index) => _numbers[index];
}
