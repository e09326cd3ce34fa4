using System.Collections.Immutable;
using FlowCore.Backends.Cpu.Memory;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>
/// The inverse of masked convolutions, or its transpose, over a batch: vectors of samples by
/// <see cref="SampleSolve{TVector}"/>, and the samples that do not fill one by whichever walk costs less.
/// Both do the same additions in the same order, so that a sample's result is the same alone, in any lane and in any batch,
/// bit for bit.
/// </summary>
internal static unsafe class MaskedSolves<TVector>
    where TVector : struct, ILaneVector<TVector>
{
    // A solve that costs less is over before another thread has woken.
    private const long WorthSharing = 16384;

    /// <param name="workspace">Gives threads and memory.</param>
    /// <param name="source">The right sides.</param>
    /// <param name="folded">Folded taps, <c>[G, kH, kW, q, q]</c>.</param>
    /// <param name="orientations">One a group.</param>
    /// <param name="isTransposed">The transposed inverse.</param>
    /// <param name="target">Shaped as the right sides, which it may be.</param>
    public static void Run(
        Workspace workspace, Tensor source, Tensor folded, ImmutableArray<Orientation> orientations, bool isTransposed, Tensor target)
    {
        var images = source.Shape;
        if (images.Count == 0)
        {
            return;
        }

        var extents = new SolveExtents(folded.Shape, images);
        var bySample = new SampleSolve<TVector>(extents);
        var byDiagonal = new DiagonalSolve<TVector>(extents);
        var (vectors, rest) = Math.DivRem(images.Batch, TVector.Width);
        if (rest * byDiagonal.Cost >= bySample.Cost)
        {
            (vectors, rest) = (vectors + 1, 0);
        }

        var groups = orientations.Length;
        var memorySize = Math.Max(vectors > 0 ? bySample.MemorySize : 0, rest > 0 ? byDiagonal.MemorySize : 0);
        using var packed = workspace.Scratch(groups * extents.Factors);
        using var scratch = workspace.Scratch(workspace.Threads * memorySize);
        var factors = packed.Pointer;
        var memory = scratch.Pointer;
        var from = CpuStorage.PointerOf(source);
        var to = CpuStorage.PointerOf(target);
        var taps = CpuStorage.PointerOf(folded);
        var tapStride = folded.Shape.Count / groups;
        for (var group = 0; group < groups; group++)
        {
            Recurrence(group).Pack(taps + (group * tapStride), extents);
        }

        // Small tasks last, so that the threads end together.
        var tasks = groups * (vectors + rest);
        var cost = groups * ((vectors * bySample.Cost) + (rest * byDiagonal.Cost));
        workspace.Team.ForRange(tasks, cost < WorthSharing ? tasks : 1, (start, end, worker) =>
        {
            for (var task = (int)start; task < end; task++)
            {
                Solve(task, memory + (worker * memorySize));
            }
        });

        Recurrence Recurrence(int group) => new(extents, isTransposed, factors + (group * extents.Factors));

        void Solve(int task, float* working)
        {
            var isSingle = task >= groups * vectors;
            var (index, group) = Math.DivRem(isSingle ? task - (groups * vectors) : task, groups);
            var sample = isSingle ? (vectors * TVector.Width) + index : index * TVector.Width;
            var offset = (group * extents.Size * images.Columns) + ((long)sample * extents.Plane);
            var signs = (orientations[group].RowSign(), orientations[group].ColumnSign());
            if (isTransposed)
            {
                signs = (-signs.Item1, -signs.Item2);
            }

            if (isSingle)
            {
                byDiagonal.Run(Recurrence(group), signs, from + offset, to + offset, images.Columns, working);
            }
            else
            {
                var samples = Math.Min(TVector.Width, images.Batch - sample);
                bySample.Run(Recurrence(group), signs, from + offset, to + offset, images.Columns, samples, working);
            }
        }
    }
}
