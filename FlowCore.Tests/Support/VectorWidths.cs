using FlowCore.Backends.Cpu;
using FlowCore.Backends.Cpu.Caches;

namespace FlowCore.Tests.Support;

/// <summary>The widths of vectors that this machine has: the products, nets and solves of the CPU are written for each.</summary>
internal static class VectorWidths
{
    /// <summary>In bits, the narrowest first.</summary>
    public static IEnumerable<int> All => VectorKernels.AllBits;

    /// <summary>A backend whose vectors are that wide, in memory that is NaN until it is written.</summary>
    public static CpuBackend Backend(int bits, int threads = 2) => new(threads, poisonMemory: true, CacheSizes.OfThisMachine, bits);
}
