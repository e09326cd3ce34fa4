using FlowCore.Gpu.Kernels;
using ILGPU;

namespace FlowCore.Gpu.SelfTest;

/// <summary><c>y[i] =</c> the value of a loop that starts at i.</summary>
internal readonly struct LoopShapeKernel<TShape>(ArrayView<int> x, ArrayView<int> y) : IElementKernel
    where TShape : struct, ILoopShape
{
    private readonly DeviceImage _x = new(x);
    private readonly ArrayView<int> _y = y;

    public void Run(long index) => _y[index] = TShape.Evaluate(_x, (int)index);
}

/// <summary>
/// <c>sum[0] = Σ x</c> by one group: a thread adds every DimX-th number, then the threads' sums are folded in halves of
/// any length, odd ones too.
/// </summary>
internal readonly struct GroupSumKernel(ArrayView<int> x, ArrayView<int> sum) : IGroupKernel
{
    /// <summary>The most threads that a group may have.</summary>
    public const int MostThreads = 256;

    private readonly ArrayView<int> _x = x, _sum = sum;

    public void Run()
    {
        var parts = SharedMemory.Allocate<int>(MostThreads);
        var thread = Group.IdxX;
        var part = 0;
        for (var i = (long)thread; i < _x.Length; i += Group.DimX)
        {
            part += _x[i];
        }

        parts[thread] = part;
        Group.Barrier();
        for (var count = Group.DimX; count > 1; count = (count + 1) / 2)
        {
            var half = (count + 1) / 2;
            if (thread + half < count)
            {
                parts[thread] += parts[thread + half];
            }

            Group.Barrier();
        }

        if (thread == 0)
        {
            _sum[0] = parts[0];
        }
    }
}

/// <summary>
/// Numbers handed round in a ring of shared memory, a barrier between writing and reading: after as many turns as there
/// are threads each is back where it started. <c>y[i] =</c> what thread i of all threads holds then.
/// </summary>
internal readonly struct RingKernel(ArrayView<int> y) : IGroupKernel
{
    /// <summary>The most threads that a group may have.</summary>
    public const int MostThreads = 256;

    private readonly ArrayView<int> _y = y;

    public void Run()
    {
        var ring = SharedMemory.Allocate<int>(2 * MostThreads);
        var (thread, threads) = (Group.IdxX, Group.DimX);
        var place = (Grid.IdxX * threads) + thread;
        var held = place;
        for (var turn = 0; turn < threads; turn++)
        {
            var side = (turn & 1) * MostThreads;
            ring[side + thread] = held;
            Group.Barrier();
            held = ring[side + (thread == 0 ? threads - 1 : thread - 1)];
        }

        _y[place] = held;
    }
}
