using FlowCore.Backends.Cpu.Caches;
using FlowCore.Backends.Cpu.Memory;
using FlowCore.Backends.Cpu.Stencils;

namespace FlowCore.Backends.Cpu.Working;

/// <summary>
/// What an operation works with besides its tensors: the threads, working memory, the sizes of the caches that blocks are cut
/// for, and the stencils that were made before.
/// </summary>
/// <param name="team">The threads.</param>
/// <param name="arena">Where working memory comes from.</param>
/// <param name="caches">A core's caches.</param>
internal sealed class Workspace(WorkTeam team, ScratchArena arena, CacheSizes caches)
{
    /// <summary>Hands the tasks of an operation to the threads.</summary>
    public WorkTeam Team { get; } = team;

    /// <summary>Threads that work on an operation.</summary>
    public int Threads => Team.Threads;

    /// <summary>The caches that blocks are cut for.</summary>
    public CacheSizes Caches { get; } = caches;

    /// <summary>The stencils that were made before.</summary>
    public StencilCache Stencils { get; } = new();

    /// <summary>Working memory with undefined contents.</summary>
    /// <param name="count">Floats.</param>
    public ScratchMemory Scratch(long count) => arena.Rent(count);
}
