namespace FlowCore.Gpu.Kernels;

/// <summary>
/// Device code for a whole group of threads, which finds its place by <c>Grid</c> and <c>Group</c> and may share memory.
/// It is right for any group size from 2, and every thread of a group meets the same barriers.
/// </summary>
internal interface IGroupKernel
{
    /// <summary>What one thread of the group does.</summary>
    void Run();
}
