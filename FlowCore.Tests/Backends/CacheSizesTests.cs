using FlowCore.Backends.Cpu;
using FlowCore.Backends.Cpu.Caches;
using FlowCore.Tests.Support;
using FlowCore.Tests.Tools;
using Xunit;

namespace FlowCore.Tests.Backends;

public sealed class CacheSizesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void This_machine_has_caches_of_a_size_that_there_is()
    {
        var caches = CacheSizes.OfThisMachine;
        Assert.InRange(caches.Level1, 8 << 10, 1 << 20);
        Assert.InRange(caches.Level2, caches.Level1, 64 << 20);
        using var backend = new CpuBackend(threads: 1);
        Assert.Equal(caches, backend.Caches);
    }

    [Fact]
    public void The_listing_of_devices_names_them() =>
        Assert.Contains($"{CacheSizes.OfThisMachine}", FlowCall.Run("devices").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("32K", "512K", 32 << 10, 512 << 10)]
    [InlineData("48K", "1M", 48 << 10, 1 << 20)]
    [InlineData("32768", "524288", 32768, 524288)]
    public void The_system_says_them_in_its_own_units(string first, string second, long level1, long level2)
    {
        Write(0, "1", "Data", first);
        Write(1, "1", "Instruction", "64K");
        Write(2, "2", "Unified", second);
        Write(3, "3", "Unified", "32M");
        Assert.Equal(new CacheSizes(level1, level2), CacheSearch.FromSystem(_folder.Path));
    }

    [Theory]
    [InlineData("32K", "")]
    [InlineData("", "512K")]
    [InlineData("32K", "many")]
    [InlineData("32K", "-1K")]
    [InlineData("0K", "512K")]
    [InlineData("1024K", "512K")]
    [InlineData("32K", "99999999999999999999K")]
    public void What_cannot_be_read_is_not_guessed(string first, string second)
    {
        Write(0, "1", "Data", first);
        Write(1, "2", "Unified", second);
        Assert.Null(CacheSearch.FromSystem(_folder.Path));
        Assert.Null(CacheSearch.FromSystem(_folder.PathOf("nothing")));
    }

    public void Dispose() => _folder.Dispose();

    private void Write(int index, string level, string type, string size)
    {
        var folder = Directory.CreateDirectory(_folder.PathOf($"index{index}")).FullName;
        File.WriteAllText(Path.Combine(folder, "level"), level + "\n");
        File.WriteAllText(Path.Combine(folder, "type"), type + "\n");
        File.WriteAllText(Path.Combine(folder, "size"), size + "\n");
    }
}
