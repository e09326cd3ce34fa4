using System.Reflection;
using System.Text.RegularExpressions;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Tests.Tools;
using SkiaSharp;
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

    [Fact]
    public void The_commands_for_data_of_ones_own_run_one_after_the_other()
    {
        using var folder = new TemporaryFolder();
        var section = Text("README.md").Split("## Your own data")[1].Split("\n## ")[0];
        var commands = Command().Matches(section).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(3, commands.Length);
        MakePictures(folder.PathOf("photos"));
        foreach (var command in commands)
        {
            // The reader's folders lie elsewhere, and a test has no time for three hundred steps.
            var words = command.Replace("--max-steps 300", "--max-steps 2", StringComparison.Ordinal).Split(' ')
                .Select(word => word == "photos" || word.StartsWith("runs/", StringComparison.Ordinal) ? folder.PathOf(word) : word);
            var call = FlowCall.Run([.. words]);
            Assert.True(call.Code == 0, $"{command}: {call.Error}");
        }
    }

    private static void MakePictures(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < 12; i++)
        {
            using var bitmap = new SKBitmap(40 + i, 50);
            bitmap.Erase(new SKColor((byte)(20 * i), 100, 50));
            using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), data.ToArray());
        }
    }

    private static double Mean(FlowCore.Data.ImageBatch images, int from, int to) =>
        Enumerable.Range(0, images.Count).Average(n => Enumerable.Range(from, to - from).Average(
            row => Enumerable.Range(from, to - from).Average(column => (double)images.Image(n)[(row * 28) + column])));

    private static string[] Words(string code) => code.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A file of the repository that the assembly has.</summary>
    internal static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^dotnet run --project Tools -- (.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
