using FlowCore.Gpu.Kernels.Solve;
using FlowCore.Tensors;

namespace FlowCore.Gpu.Launching;

/// <summary>How a solve is cut.</summary>
/// <param name="Ring">Where diagonals are kept.</param>
/// <param name="Samples">Samples that a group of threads solves.</param>
/// <param name="Threads">Threads of a group.</param>
internal readonly record struct SolvePlan(SolveRing Ring, int Samples, int Threads)
{
    /// <summary>
    /// The rule. A group of threads has as many samples as give each thread an item of the longest diagonal, but leaves two
    /// groups to each multiprocessor. Its ring lies in the smaller shared memory that holds it; rather than in none with
    /// fewer samples; and where one step of lanes is too much, in global memory.
    /// </summary>
    /// <param name="images"><c>[C, N, H, W]</c>, not empty.</param>
    /// <param name="folded"><c>[G, kH, kW, q, q]</c>.</param>
    /// <param name="profile">The device's profile.</param>
    /// <param name="multiprocessors">The device's multiprocessors.</param>
    /// <param name="sharesMemory">Whether groups may share memory.</param>
    public static SolvePlan Of(Shape images, Shape folded, LaunchProfile profile, int multiprocessors, bool sharesMemory)
    {
        var lanes = profile.SolveLanes;
        var one = new SolveShape(images, folded, [], isTransposed: false, lanes);
        var items = one.Short.Extent * ((one.Channels + 3) / 4);
        var filled = profile.SolveThreads / items;
        var spread = (long)images.Batch * folded[0] / (2L * multiprocessors * lanes);
        var steps = (int)Math.Max(1, Math.Min(Math.Min(filled, spread), (images.Batch + lanes - 1) / lanes));
        var fitting = sharesMemory ? Math.Min(steps, LargeRing.Capacity / one.RingFloats) : 0;
        var ring = fitting == 0 ? SolveRing.Global
            : fitting * one.RingFloats <= SmallRing.Capacity ? SolveRing.Small
            : SolveRing.Large;
        steps = fitting == 0 ? steps : fitting;
        return new SolvePlan(ring, steps * lanes, Math.Clamp(items * steps, 2, profile.SolveThreads));
    }
}
