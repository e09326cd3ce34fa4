using System.Runtime.CompilerServices;
using FlowCore.Backends;
using FlowCore.Gpu;
using FlowCore.Gpu.Devices;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>What the device keeps of a PLU frame.</summary>
public sealed class PluFrameMemoryTests
{
    private const int Size = 12;

    [Fact]
    public void Frames_that_are_gone_give_their_memory_back()
    {
        using var backend = DeviceBackend.OpenAccelerator(new DeviceChoice(DeviceKind.Emulator), poisonMemory: false);
        ComposeWithNewFrames(backend, 50);
        Collect();
        var once = backend.MemoryBytes;
        for (var round = 0; round < 10; round++)
        {
            ComposeWithNewFrames(backend, 50);
            Collect();
        }

        Assert.InRange(backend.MemoryBytes, 0, 2 * once);
    }

    [Fact]
    public void A_frame_may_outlive_its_backend()
    {
        var frame = PluCases.Frame(Size, 7);
        for (var round = 0; round < 2; round++)
        {
            using var backend = DeviceBackend.OpenAccelerator(new DeviceChoice(DeviceKind.Emulator), poisonMemory: false);
            Compose(backend, frame);
        }

        Collect();
        GC.KeepAlive(frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ComposeWithNewFrames(GpuBackend backend, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Compose(backend, PluCases.Frame(Size, (ulong)i));
        }
    }

    private static void Compose(GpuBackend backend, PluFrame frame)
    {
        using var triangle = TestTensors.Random(backend, new Shape(frame.Triangle), 1);
        using var diagonal = TestTensors.Random(backend, new Shape(Size), 2);
        using var w = backend.Allocate(new Shape(Size, Size, 1, 1));
        backend.ComposePlu(triangle, triangle, diagonal, frame, w);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
