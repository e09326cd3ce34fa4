using FlowCore.Gpu.Kernels.Solve;
using FlowCore.Tensors;
using ILGPU;

namespace FlowCore.Gpu.Launching;

/// <summary>How a solve is cut.</summary>
/// <param name="Ring">Where diagonals are kept.</param>
/// <param name="Samples">Samples that a group of threads solves.</param>
/// <param name="Grid">Groups of threads: of samples × of channels.</param>
/// <param name="Threads">Threads of a group.</param>
internal readonly record struct SolvePlan(SolveRing Ring, int Samples, Index3D Grid, int Threads)
{
    // A group waits at its barriers; another on the same multiprocessor works meanwhile.
    private const int GroupsEach = 2;

    /// <summary>
    /// The rule. A group of threads takes so many samples that each thread has an item of the longest diagonal, but no more
    /// than leave every multiprocessor two groups. There are as many threads as items, or the next power of two: some drivers
    /// compile a kernel anew for each size. Its ring lies in the smaller shared memory that holds it. Rather than in
    /// none it takes fewer samples, and where its lanes' samples are too many already, the ring lies in global memory.
    /// </summary>
    /// <param name="images"><c>[C, N, H, W]</c>, not empty.</param>
    /// <param name="taps"><c>[G, kH, kW, q, q]</c>.</param>
    /// <param name="profile">The device's profile.</param>
    /// <param name="multiprocessors">The device's multiprocessors.</param>
    /// <param name="sharesMemory">Whether threads may share memory.</param>
    public static SolvePlan Of(Shape images, Shape taps, LaunchProfile profile, int multiprocessors, bool sharesMemory)
    {
        var (lanes, groups) = (profile.SolveLanes, taps[0]);
        var step = new SolveShape(images, taps, [], isTransposed: false, lanes);
        var items = step.Short.Extent * step.Tiles;
        var filling = profile.SolveThreads / items;
        var spread = (long)images.Batch * groups / ((long)multiprocessors * GroupsEach * lanes);
        var steps = (int)Math.Clamp(Math.Min(filling, spread), 1, Ceiling(images.Batch, lanes));
        var fitting = sharesMemory ? Math.Min(steps, LargeRing.Capacity / step.RingFloats) : 0;
        var (ring, taken) = fitting == 0 ? (SolveRing.Global, steps)
            : fitting * step.RingFloats <= SmallRing.Capacity ? (SolveRing.Small, fitting)
            : (SolveRing.Large, fitting);
        var samples = taken * lanes;
        return new SolvePlan(
            ring,
            samples,
            new Index3D(Ceiling(images.Batch, samples), groups, 1),
            profile.SolveThreadsFor(items * taken));
    }

    private static int Ceiling(int count, int divisor) => (count + divisor - 1) / divisor;
}
