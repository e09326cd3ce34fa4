namespace FlowCore.Backends.Memory;

/// <summary>The memory of this machine, or of the container that it seems to be.</summary>
internal static class HostMemory
{
    /// <summary>What tensors may take of it, in bytes: the rest is for the managed heap and for whatever else runs.</summary>
    public static long Limit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 9;
}
