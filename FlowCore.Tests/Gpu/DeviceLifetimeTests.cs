using FlowCore.Gpu;
using FlowCore.Gpu.Devices;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>Devices that come and go.</summary>
public abstract class DeviceLifetimeTests(DeviceKind kind)
{
    [BackendFact]
    public void A_backend_that_is_gone_refuses_work_and_takes_its_memory_back_in_any_order()
    {
        var backend = Open();
        var tensor = TestTensors.Filled(backend, new Shape(100), 1);
        var other = TestTensors.Filled(backend, new Shape(100), 1);
        backend.Dispose();
        Assert.Throws<ObjectDisposedException>(() => backend.Fill(tensor, 0));
        Assert.Throws<ObjectDisposedException>(() => backend.Copy(tensor, other));
        Assert.Throws<ObjectDisposedException>(() => TestTensors.ReadDoubles(backend, tensor));
        Assert.Throws<ObjectDisposedException>(() => backend.Allocate(new Shape(1)));
        tensor.Dispose();
        other.Dispose();
        backend.Dispose();
    }

    [BackendFact]
    public void A_tensor_of_another_backend_is_refused()
    {
        using var backend = Open();
        using var other = new FlowCore.Backends.Cpu.CpuBackend(threads: 1);
        using var tensor = TestTensors.Filled(other, new Shape(100), 1);
        Assert.Throws<ObjectDisposedException>(() => backend.Fill(tensor, 0));
    }

    [BackendFact]
    public void Threads_may_use_a_backend_one_after_the_other()
    {
        using var backend = Open();
        Tensor? tensor = null;
        Do(() => tensor = TestTensors.Random(backend, new Shape(1000), seed: 1));
        Do(() => backend.Fill(tensor!, 2));
        Do(() => Assert.All(TestTensors.ReadDoubles(backend, tensor!), x => Assert.Equal(2, x)));
        Do(tensor!.Dispose);

        static void Do(Action work)
        {
            Exception? failure = null;
            var thread = new Thread(() => failure = Record.Exception(work));
            thread.Start();
            thread.Join();
            Assert.Null(failure);
        }
    }

    private GpuBackend Open() => DeviceBackend.OpenAccelerator(new DeviceChoice(kind), poisonMemory: false);

    /// <summary>In the emulator.</summary>
    public sealed class Emulator() : DeviceLifetimeTests(DeviceKind.Emulator);

    /// <summary>Through an OpenCL driver.</summary>
    [NeedsDevice(DeviceKind.OpenCL)]
    public sealed class OpenCL() : DeviceLifetimeTests(DeviceKind.OpenCL);

    /// <summary>On an NVIDIA GPU.</summary>
    [NeedsDevice(DeviceKind.Cuda)]
    public sealed class Cuda() : DeviceLifetimeTests(DeviceKind.Cuda);
}
