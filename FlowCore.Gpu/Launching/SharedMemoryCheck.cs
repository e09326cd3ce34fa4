using FlowCore.Backends;
using FlowCore.Gpu.Memory;
using FlowCore.Tensors;
using ILGPU.Runtime;

namespace FlowCore.Gpu.Launching;

/// <summary>
/// Whether a device's barriers cover memory that threads share. ILGPU's barrier names only global memory in OpenCL, and a
/// device may take it at its word. A solve keeps its diagonals in shared memory or in global memory and adds in the same
/// order, so the results are the same bits or the device cannot be trusted with the first.
/// </summary>
internal static class SharedMemoryCheck
{
    private const int Repeats = 4;

    /// <summary>Whether a device may share memory: those of CUDA and the emulator by their contract, others by trial.</summary>
    public static bool Passes(Accelerator accelerator, LaunchProfile profile)
    {
        if (accelerator.AcceleratorType != AcceleratorType.OpenCL)
        {
            return true;
        }

        // A launcher and a pool of its own: what a backend counts is what it was asked for.
        using var pool = new DevicePool(accelerator, poison: false);
        using var staging = new Staging(accelerator);
        var launcher = new SolveLauncher(new Launcher(accelerator, profile), profile, pool, accelerator.NumMultiprocessors);
        var images = new Shape(4 * 5, 32 * profile.SolveLanes, 13, 11);
        var taps = new Shape(4, 3, 3, 5, 5);
        using var y = new Scratch(pool, images.Count);
        using var x = new Scratch(pool, images.Count);
        using var folded = new Scratch(pool, taps.Count);
        staging.Upload<float>(Numbers(images.Count, 1f), y.View);
        staging.Upload<float>(Numbers(taps.Count, 0.02f), folded.View);
        var work = new SolveWork(images, taps, OrientationExtensions.All, IsTransposed: false, y.View, folded.View, x.View);
        return Agrees(sharesMemory =>
        {
            launcher.Solve(work, sharesMemory);
            var result = new float[images.Count];
            staging.Download<float>(x.View, result);
            return result;
        });
    }

    /// <summary>Whether a solve gives the same bits in shared memory as in global memory, every time.</summary>
    internal static bool Agrees(Func<bool, float[]> solve)
    {
        var right = Bits(solve(false));
        return Enumerable.Range(0, Repeats).All(_ => Bits(solve(true)).SequenceEqual(right));
    }

    private static int[] Bits(float[] numbers) => [.. numbers.Select(BitConverter.SingleToInt32Bits)];

    // Not zero anywhere and not the same in neighbours, so that a stale number shows.
    private static float[] Numbers(long count, float scale) =>
        [.. Enumerable.Range(0, (int)count).Select(i => scale * (((i * 7919 % 1009) / 1009f) - 0.4995f))];
}
