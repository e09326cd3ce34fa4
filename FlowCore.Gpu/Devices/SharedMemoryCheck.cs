using System.Runtime.InteropServices;
using FlowCore.Backends;
using FlowCore.Gpu.Launching;
using FlowCore.Ops;
using FlowCore.Tensors;
using ILGPU.Runtime;

namespace FlowCore.Gpu.Devices;

/// <summary>
/// Whether a device's barriers cover memory that threads share. ILGPU's barrier names only global memory in OpenCL, and a
/// device may take it at its word. Every kernel that shares memory runs beside the form that does not, in groups of more
/// threads than run in step on any device: with the same order of sums, or with integers, whose sums are exact, the results
/// are the same bits or the device cannot be trusted with the first.
/// </summary>
internal static class SharedMemoryCheck
{
    private const int Repeats = 4;

    // A small ring, and a large one with diagonals of 256 items: four steps of 64 threads.
    private static readonly (int Channels, int Samples, int Height, int Width)[] Solves = [(5, 32, 13, 11), (64, 4, 16, 18)];

    /// <summary>Whether a device may share memory: those of CUDA and the emulator by their contract, others by trial.</summary>
    public static bool Passes(Accelerator accelerator, LaunchProfile profile)
    {
        if (accelerator.AcceleratorType != AcceleratorType.OpenCL)
        {
            return true;
        }

        try
        {
            // Backends of their own: what another counts is what it was asked for.
            var wide = profile with { SolveThreads = Math.Max(profile.SolveThreads, profile.TileThreads) };
            using var plain = new GpuBackend(null, accelerator, wide with { SharesMemory = false });
            using var sharing = new GpuBackend(null, accelerator, wide);
            return Agrees(sharesMemory => Run(sharesMemory ? sharing : plain));
        }
        catch (FlowException)
        {
            // A form that does not compile or run is not for this device either.
            return false;
        }
    }

    /// <summary>Whether work gives the same bits in shared memory as in global memory, every time.</summary>
    internal static bool Agrees(Func<bool, float[]> work)
    {
        var right = work(false);
        return Enumerable.Range(0, Repeats).All(
            _ => MemoryMarshal.AsBytes<float>(work(true)).SequenceEqual(MemoryMarshal.AsBytes<float>(right)));
    }

    private static float[] Run(GpuBackend backend)
    {
        var numbers = new List<float>();
        foreach (var (channels, samples, height, width) in Solves)
        {
            var shape = new Shape(4 * channels, samples, height, width);
            using var y = Upload(backend, shape, Fractions(shape.Count, 1f));
            using var x = backend.Allocate(shape);
            using var folded = Upload(backend, new Shape(4, 3, 3, channels, channels), Fractions(36L * channels * channels, 0.2f / channels));
            backend.MaskedSolve(y, folded, OrientationExtensions.All, x);
            numbers.AddRange(Download(backend, x));
            backend.MaskedSolveTransposed(y, folded, OrientationExtensions.All, x);
            numbers.AddRange(Download(backend, x));
        }

        foreach (var inputs in (int[])[5, 40])
        {
            using var x = Upload(backend, new Shape(inputs, 8, 16, 16), Integers(inputs * 2048L));
            using var w = Upload(backend, new Shape(72, inputs, 3, 3), Integers(72L * inputs * 9));
            using var y = backend.Allocate(new Shape(72, 8, 16, 16));
            backend.Convolve<Identity>(x, w, null, y);
            numbers.AddRange(Download(backend, y));
            backend.Write(Integers(y.Shape.Count), y);
            backend.Fill(w, 0);
            backend.ConvolveWeightGradient(x, y, w, 1);
            numbers.AddRange(Download(backend, w));
        }

        return [.. numbers];
    }

    private static Tensor Upload(GpuBackend backend, Shape shape, float[] numbers)
    {
        var tensor = backend.Allocate(shape);
        backend.Write(numbers, tensor);
        return tensor;
    }

    private static float[] Download(GpuBackend backend, Tensor tensor)
    {
        var numbers = new float[tensor.Shape.Count];
        backend.Read(tensor, numbers);
        return numbers;
    }

    // Not zero anywhere and not the same in neighbours, so that a stale number shows.
    private static float[] Fractions(long count, float scale) =>
        [.. Enumerable.Range(0, (int)count).Select(i => scale * (((i * 7919L % 1009) / 1009f) - 0.4995f))];

    private static float[] Integers(long count) => [.. Enumerable.Range(0, (int)count).Select(i => (i * 7919L % 13) - 6f)];
}
