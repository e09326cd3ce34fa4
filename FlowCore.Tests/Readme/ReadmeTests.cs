using System.Reflection;
using System.Text.RegularExpressions;
using FlowCore.Tensors;
using Xunit;

namespace FlowCore.Tests.Readme;

public sealed partial class ReadmeTests
{
    [Fact]
    public void The_program_in_the_readme_is_the_one_that_is_compiled_here()
    {
        var shown = Fence().Match(Text("README.md")).Groups[1].Value;
        var source = Text("TenLines.cs");
        var usings = source[..source.IndexOf("namespace", StringComparison.Ordinal)];
        var body = source[source.IndexOf("        using var backend", StringComparison.Ordinal)..source.IndexOf("        return", StringComparison.Ordinal)];
        Assert.Equal(Words(usings + body), Words(shown));
    }

    [Fact]
    public void The_program_in_the_readme_trains_and_samples()
    {
        var samples = TenLines.Run();
        Assert.Equal(new ImageShape(1, 28, 28), samples.Shape);
        Assert.Equal(16, samples.Count);

        // A hundred steps are enough to know that clothes lie on black: the middle is several times as bright as a corner.
        var (corner, middle) = (Mean(samples, 0, 3), Mean(samples, 12, 16));
        Assert.True(3 * corner < middle, FormattableString.Invariant($"corner {corner:F1}, middle {middle:F1}"));
    }

    private static double Mean(FlowCore.Data.ImageBatch images, int from, int to) =>
        Enumerable.Range(0, images.Count).Average(n => Enumerable.Range(from, to - from).Average(
            row => Enumerable.Range(from, to - from).Average(column => (double)images.Image(n)[(row * 28) + column])));

    private static string[] Words(string code) => code.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
