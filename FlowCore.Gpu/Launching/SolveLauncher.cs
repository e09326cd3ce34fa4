using FlowCore.Gpu.Kernels.Lanes;
using FlowCore.Gpu.Kernels.Solve;
using FlowCore.Gpu.Memory;

namespace FlowCore.Gpu.Launching;

/// <summary>Launches solves: one launch each, by the rule of <see cref="SolvePlan"/>.</summary>
internal sealed class SolveLauncher(Launcher launcher, LaunchProfile profile, DevicePool pool, int multiprocessors)
{
    /// <summary>Solves, with rings in shared memory where they may be.</summary>
    public void Solve(SolveWork work, bool sharesMemory)
    {
        if (work.Images.Count == 0)
        {
            return;
        }

        var plan = SolvePlan.Of(work.Images, work.Taps, profile, multiprocessors, sharesMemory);
        switch (plan.Ring)
        {
            case SolveRing.Small:
                Solve<SmallRing>(work, plan, ringsInScratch: 0);
                break;
            case SolveRing.Large:
                Solve<LargeRing>(work, plan, ringsInScratch: 0);
                break;
            default:
                Solve<GlobalRing>(work, plan, ringsInScratch: (long)plan.Grid.X * plan.Grid.Y);
                break;
        }
    }

    private void Solve<TRing>(SolveWork work, SolvePlan plan, long ringsInScratch)
        where TRing : struct, IRing
    {
        if (profile.SolveLanes == OneLane.Count)
        {
            Solve<TRing, OneLane>(work, plan, ringsInScratch);
        }
        else
        {
            Solve<TRing, EightLanes>(work, plan, ringsInScratch);
        }
    }

    private void Solve<TRing, TLanes>(SolveWork work, SolvePlan plan, long ringsInScratch)
        where TRing : struct, IRing
        where TLanes : struct, ISampleLanes<TLanes>
    {
        var shape = new SolveShape(work.Images, work.Taps, work.Orientations, work.IsTransposed, plan.Samples);
        using var scratch = new Scratch(pool, ringsInScratch * shape.RingFloats);
        if (work.IsTransposed)
        {
            launcher.Groups(
                plan.Grid,
                plan.Threads,
                new TransposedSolveKernel<TRing, TLanes>(shape, work.Folded, work.From, work.To, scratch.View));
        }
        else
        {
            launcher.Groups(
                plan.Grid, plan.Threads, new SolveKernel<TRing, TLanes>(shape, work.Folded, work.From, work.To, scratch.View));
        }
    }
}
