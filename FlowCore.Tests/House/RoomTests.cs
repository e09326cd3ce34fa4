using System.Reflection;
using FlowCore.Gpu.Devices;
using FlowCore.Imaging;
using FlowCore.Models;
using Xunit;

namespace FlowCore.Tests.House;

/// <summary>The rooms of the house look one way: a namespace never uses, by whatever way, one that uses it.</summary>
public class RoomTests
{
    public static TheoryData<string> Assemblies => [.. All.Keys];

    private static readonly Dictionary<string, (Assembly Assembly, int LeastUses)> All = new()
    {
        ["FlowCore"] = (typeof(FlowModel).Assembly, 10),
        ["FlowCore.Gpu"] = (typeof(DeviceChoice).Assembly, 10),
        ["FlowCore.Imaging"] = (typeof(PictureFolder).Assembly, 1),
        ["flow"] = (typeof(FlowCore.Tools.Cli).Assembly, 10),
    };

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_room_uses_one_that_uses_it(string assembly)
    {
        var (rooms, least) = All[assembly];
        var map = new RoomMap(rooms);
        Assert.True(map.Uses.Count >= least, $"only {map.Uses.Count} uses were found");
        var cycles = map.Cycles().Select(map.Describe).ToArray();
        Assert.True(cycles.Length == 0, string.Join(Environment.NewLine + Environment.NewLine, cycles));
    }

    [Fact]
    public void The_library_needs_no_native_code_and_nothing_of_what_is_built_on_it()
    {
        var needed = typeof(FlowModel).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);
        Assert.Equal(["MathNet.Numerics"], needed.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_cycle_is_found_in_signatures_and_in_code()
    {
        var cycle = Assert.Single(new RoomMap(typeof(RoomTests).Assembly).Cycles(), cycle => cycle.Contains(typeof(One.Here).Namespace!));
        Assert.Equal([typeof(One.Here).Namespace!, typeof(Two.There).Namespace!], cycle);
    }
}
