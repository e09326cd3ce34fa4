namespace FlowCore.Runs;

/// <summary>The memory of a run at a moment, in bytes.</summary>
/// <param name="Managed">What the runtime's heap holds, garbage that is not collected yet included.</param>
/// <param name="Native">What the backend holds of the system or the device.</param>
/// <param name="WorkingSet">What the process has in the machine's memory, the others included but for a device's.</param>
public readonly record struct MemoryUse(long Managed, long Native, long WorkingSet)
{
    /// <summary>What this process and a backend hold now.</summary>
    public static MemoryUse Of(IBackend backend) =>
        new(GC.GetTotalMemory(forceFullCollection: false), backend.MemoryBytes, Environment.WorkingSet);
}
