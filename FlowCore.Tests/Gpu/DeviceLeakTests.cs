using System.Diagnostics;
using FlowCore.Gpu.Devices;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>Devices that come and go a hundred times. Alone, because the memory of the whole process is looked at.</summary>
public abstract class DeviceLeakTests(DeviceKind kind)
{
    private const int Rounds = 100;
    private const int Floats = 1 << 20;

    [BackendFact]
    public void A_hundred_rounds_leave_memory_flat()
    {
        Repeat(Rounds / 5);
        var before = Resident();
        Repeat(Rounds);

        // The rounds take 800 MiB one after the other.
        var grown = (Resident() - before) / (double)(1 << 20);
        Assert.True(grown < 80, FormattableString.Invariant($"grew by {grown:F1} MiB over {Rounds} rounds"));
    }

    private void Repeat(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            // Filled with NaN when it is handed out, so that the system has to lend every page.
            using var backend = DeviceBackend.OpenAccelerator(new DeviceChoice(kind), poisonMemory: true);
            using var x = backend.Allocate(new Shape(Floats));
            using var y = backend.Allocate(new Shape(Floats));
            backend.Copy(x, y);
            if (round % 10 == 0)
            {
                // A compiler may take half a second for a kernel.
                backend.Fill(y, 1);
            }

            backend.Synchronize();
        }
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>The collection that runs when no other does.</summary>
    [CollectionDefinition(nameof(DeviceLeakTests), DisableParallelization = true)]
    public sealed class Alone;

    /// <summary>In the emulator.</summary>
    [Collection(nameof(DeviceLeakTests))]
    public sealed class Emulator() : DeviceLeakTests(DeviceKind.Emulator);

    /// <summary>Through an OpenCL driver.</summary>
    [NeedsDevice(DeviceKind.OpenCL)]
    [Collection(nameof(DeviceLeakTests))]
    public sealed class OpenCL() : DeviceLeakTests(DeviceKind.OpenCL);

    /// <summary>On an NVIDIA GPU.</summary>
    [NeedsDevice(DeviceKind.Cuda)]
    [Collection(nameof(DeviceLeakTests))]
    public sealed class Cuda() : DeviceLeakTests(DeviceKind.Cuda);
}
