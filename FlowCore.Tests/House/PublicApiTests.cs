using System.Reflection;
using System.Runtime.CompilerServices;
using FlowCore.Gpu.Devices;
using FlowCore.Imaging;
using FlowCore.Models;
using Xunit;

namespace FlowCore.Tests.House;

/// <summary>
/// What users can call is what the file beside this test says, so that no change to it goes unseen. With
/// <c>FLOW_WRITE_PUBLIC_API=1</c> the test writes the files.
/// </summary>
public sealed class PublicApiTests
{
    private const string Variable = "FLOW_WRITE_PUBLIC_API";

    private static readonly Assembly[] Assemblies = [typeof(FlowModel).Assembly, typeof(DeviceChoice).Assembly, typeof(PictureFolder).Assembly];

    public static TheoryData<string> Names { get; } = new(Assemblies.Select(assembly => assembly.GetName().Name!));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_public_api_is_the_one_that_was_written_down(string name)
    {
        var actual = PublicApi.Of(Assemblies.Single(assembly => assembly.GetName().Name == name));
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllLines(Path.Combine(Folder(), FileOf(name)), actual);
            return;
        }

        Assert.True(actual.Count > 20, $"only {actual.Count} lines were found");
        var changes = Changes(Written(name), actual);
        Assert.True(
            changes.Count == 0,
            $"{name}: expected the public API of {FileOf(name)}, got another. If it is meant, run the test with {Variable}=1 and "
            + $"commit the file.{Environment.NewLine}{string.Join(Environment.NewLine, changes)}");
    }

    [Fact]
    public void Lines_that_go_and_lines_that_come_are_listed() =>
        Assert.Equal(["- b", "- d", "+ a"], Changes(["b", "c", "d"], ["a", "c"]));

    private static string FileOf(string name) => $"PublicApi.{name}.txt";

    private static string[] Written(string name)
    {
        using var stream = typeof(PublicApiTests).Assembly.GetManifestResourceStream(FileOf(name))!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IReadOnlyList<string> Changes(IEnumerable<string> before, IReadOnlyCollection<string> after) =>
        [.. before.Except(after).Select(line => "- " + line), .. after.Except(before).Select(line => "+ " + line)];

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
