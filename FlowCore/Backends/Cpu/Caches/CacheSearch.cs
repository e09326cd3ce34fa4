using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Backends.Cpu.Caches;

/// <summary>Reads the sizes of a core's caches.</summary>
internal static class CacheSearch
{
    private const string SystemFolder = "/sys/devices/system/cpu/cpu0/cache";
    private const int IntelLeaf = 4;
    private const int AmdLeaf = unchecked((int)0x8000001d);
    private const int MostCaches = 16;
    private const int Data = 1, Unified = 3;

    // What a cache of some level can be: anything else was not read right, or is a hypervisor's joke.
    private const long Least = 8 << 10, Most = 64 << 20;

    /// <summary>The first source that knows both levels.</summary>
    public static CacheSizes Find() => FromProcessor() ?? FromSystem(SystemFolder) ?? CacheSizes.Fallback;

    /// <summary>What Linux says of the first core, or null.</summary>
    public static CacheSizes? FromSystem(string folder)
    {
        try
        {
            return OfLevels(Directory.EnumerateDirectories(folder, "index*")
                .Where(index => Text(index, "type") is "Data" or "Unified")
                .Select(index => (int.Parse(Text(index, "level"), CultureInfo.InvariantCulture), Bytes(Text(index, "size")))));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// The caches that CPUID describes, in the leaf of Intel or of AMD, which are laid out alike; or null. Bits of the
    /// answers are as in Intel's Software Developer's Manual, volume 2A, CPUID.
    /// </summary>
    private static CacheSizes? FromProcessor()
    {
        if (!X86Base.IsSupported)
        {
            return null;
        }

        foreach (var leaf in (int[])[AmdLeaf, IntelLeaf])
        {
            var most = X86Base.CpuId(leaf < 0 ? unchecked((int)0x80000000) : 0, 0).Eax;
            if ((uint)most >= (uint)leaf && OfLevels(Describe(leaf)) is { } sizes)
            {
                return sizes;
            }
        }

        return null;
    }

    private static IEnumerable<(int Level, long Bytes)> Describe(int leaf)
    {
        for (var index = 0; index < MostCaches; index++)
        {
            var (a, b, c, _) = X86Base.CpuId(leaf, index);
            var kind = a & 31;
            if (kind == 0)
            {
                yield break;
            }

            if (kind is Data or Unified)
            {
                long ways = ((b >> 22) & 1023) + 1, partitions = ((b >> 12) & 1023) + 1, line = (b & 4095) + 1;
                yield return ((a >> 5) & 7, ways * partitions * line * ((uint)c + 1L));
            }
        }
    }

    private static CacheSizes? OfLevels(IEnumerable<(int Level, long Bytes)> caches)
    {
        var known = caches.Where(cache => cache.Bytes is >= Least and <= Most).ToArray();
        var (first, second) = (Smallest(1), Smallest(2));
        return first > 0 && second >= first ? new CacheSizes(first, second) : null;

        long Smallest(int level) => known.Where(cache => cache.Level == level).Select(cache => cache.Bytes).DefaultIfEmpty().Min();
    }

    private static string Text(string folder, string name) => File.ReadAllText(Path.Combine(folder, name)).Trim();

    // "512K", "1M" or bytes.
    private static long Bytes(string text)
    {
        var shift = text.EndsWith('K') ? 10 : text.EndsWith('M') ? 20 : 0;
        return long.Parse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture) << shift;
    }
}
