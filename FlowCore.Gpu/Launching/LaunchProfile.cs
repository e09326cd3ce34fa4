using System.Numerics;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace FlowCore.Gpu.Launching;

/// <summary>How work is cut for a kind of device.</summary>
/// <param name="ElementThreads">Threads of a group where each has an element of its own.</param>
/// <param name="LeastTileThreads">The fewest threads of a group that multiplies matrices, at least 2: those that run in step.</param>
/// <param name="TileThreads">The most threads of such a group.</param>
/// <param name="TileLanes">Columns of the product that such a thread makes: 4 or 8.</param>
/// <param name="SolveThreads">Threads of a group that walks the diagonals of an image.</param>
/// <param name="SolveLanes">Samples that such a thread takes side by side: 1 or 8.</param>
/// <param name="IsStrided">Few threads with many elements each, instead of a thread an element.</param>
/// <param name="SharesMemory">Whether groups may keep tiles and rings in memory that their threads share.</param>
internal sealed record LaunchProfile(
    int ElementThreads, int LeastTileThreads, int TileThreads, int TileLanes, int SolveThreads, int SolveLanes, bool IsStrided, bool SharesMemory)
{
    /// <summary>
    /// Threads of a group that walks over <paramref name="items"/> at a step: a power of two, since some drivers compile a kernel
    /// anew for each size.
    /// </summary>
    public int SolveThreadsFor(int items) =>
        (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, items)), SolveThreads);

    /// <summary>The profile of a device, before any self-check.</summary>
    public static LaunchProfile Of(Accelerator accelerator)
    {
        var most = accelerator.MaxNumThreadsPerGroup;
        return accelerator switch
        {
            { AcceleratorType: AcceleratorType.Cuda } => new(256, 32, 256, 4, 128, 1, IsStrided: false, SharesMemory: true),

            // A barrier of the emulator is three rendezvous of threads of the system, and tiles are two barriers a panel.
            { AcceleratorType: AcceleratorType.CPU } => new(most, 2, most, 4, most, 8, IsStrided: true, SharesMemory: false),

            // A CPU behind OpenCL runs a group as loops on one core: small ones keep every core at work.
            CLAccelerator { DeviceType: CLDeviceType.CL_DEVICE_TYPE_CPU } =>
                new(64, 2, 64, 8, 64, 8, IsStrided: false, SharesMemory: true),
            _ => new(
                Math.Min(most, 128), Math.Min(most, 32), Math.Min(most, 128), 4, Math.Min(most, 64), 1, IsStrided: false, SharesMemory: true),
        };
    }
}
