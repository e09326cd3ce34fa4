namespace FlowCore.Backends.Cpu.Caches;

/// <summary>
/// The data caches that one thread of this machine works in. They decide how products are cut into blocks, and so how fast they
/// are; no result depends on them.
/// </summary>
/// <param name="Level1">Bytes of a core's nearest cache.</param>
/// <param name="Level2">Bytes of the next.</param>
public sealed record CacheSizes(long Level1, long Level2)
{
    /// <summary>What stands in for caches that cannot be read: every x86 processor with AVX2 has at least these.</summary>
    public static CacheSizes Fallback { get; } = new(32 << 10, 256 << 10);

    /// <summary>Those of this machine, read once: from the processor, else from the system, else <see cref="Fallback"/>.</summary>
    public static CacheSizes OfThisMachine { get; } = CacheSearch.Find();

    /// <summary><c>caches of 32 and 512 KiB</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"caches of {Level1 >> 10} and {Level2 >> 10} KiB");
}
