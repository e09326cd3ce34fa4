using System.Reflection;
using FlowCore.Gpu.Devices;
using FlowCore.Models;
using Xunit;

namespace FlowCore.Tests.House;

/// <summary>The rooms of the house look one way: a namespace never uses, by whatever way, one that uses it.</summary>
public class RoomTests
{
    public static TheoryData<string> Assemblies => [.. All.Keys];

    private static readonly Dictionary<string, Assembly> All = new()
    {
        ["FlowCore"] = typeof(FlowModel).Assembly,
        ["FlowCore.Gpu"] = typeof(DeviceChoice).Assembly,
        ["flow"] = typeof(FlowCore.Tools.Cli).Assembly,
    };

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_room_uses_one_that_uses_it(string assembly)
    {
        var map = new RoomMap(All[assembly]);
        Assert.True(map.Uses.Count > 10, $"only {map.Uses.Count} uses were found");
        var cycles = map.Cycles().Select(map.Describe).ToArray();
        Assert.True(cycles.Length == 0, string.Join(Environment.NewLine + Environment.NewLine, cycles));
    }

    [Fact]
    public void A_cycle_is_found_in_signatures_and_in_code()
    {
        var cycle = Assert.Single(new RoomMap(typeof(RoomTests).Assembly).Cycles(), cycle => cycle.Contains(typeof(One.Here).Namespace!));
        Assert.Equal([typeof(One.Here).Namespace!, typeof(Two.There).Namespace!], cycle);
    }
}
