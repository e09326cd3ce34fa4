using System.Reflection;
using FlowCore.Gpu.Devices;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class FlagNamesTests
{
    private static readonly Assembly[] Library =
        [typeof(FlowModel).Assembly, typeof(DeviceChoice).Assembly, typeof(PictureFolder).Assembly];

    public static TheoryData<string> Names => [.. FlagNames.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_that_is_translated_is_one_of_the_library(string name)
    {
        var (type, member) = (name.Split('.')[0], name.Split('.')[1]);
        Assert.Contains(
            Library.SelectMany(assembly => assembly.GetExportedTypes()).Where(known => known.Name == type),
            known => known.GetMember(member).Length > 0);
        Assert.DoesNotContain(name, FlagNames.In($"Use {name} 3."), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_option_stays_as_it_is() =>
        Assert.Equal("System.IO: a.Crop or Crop.PictureOptions", FlagNames.In("System.IO: a.Crop or Crop.PictureOptions"));
}
