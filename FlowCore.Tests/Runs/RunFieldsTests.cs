using System.Text.RegularExpressions;
using FlowCore.Evaluation;
using FlowCore.Runs;
using Xunit;

namespace FlowCore.Tests.Runs;

public sealed class RunFieldsTests
{
    [Fact]
    public void The_documentation_has_every_field_in_its_group_and_no_other()
    {
        var report = Reports.Of(1) with
        {
            Evaluation = new RunEvaluation(1, 3.2, 3.1, 784, 0)
            {
                Latents = [new LatentMoments(0, 1), new LatentMoments(0, 1)],
            },
            Memory = new MemoryUse(1, 2, 3),
            Stability = new StabilityReport([new LayerStability("finc", 12, null), new LayerStability("plu", null, 3)]),
        };
        string[] texts = ["/step", "/refused", "/largestGainLayer", "/largestConditionLayer"];
        Assert.Equal(
            RunFields.Of(report).Select(field => $"{field.Group}/{field.Name}").Concat(texts).Order(StringComparer.Ordinal),
            Documented().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_was_not_measured_is_left_out()
    {
        var names = RunFields.Of(Reports.Of(1)).Select(field => field.Name).ToArray();
        Assert.DoesNotContain("largestGain", names);
        Assert.DoesNotContain("validBpd", names);
        Assert.DoesNotContain("managedBytes", names);
        var evaluated = Reports.Of(1) with { Evaluation = new RunEvaluation(1, null, null, 784, 3) };
        Assert.DoesNotContain("validBpd", RunFields.Of(evaluated).Select(field => field.Name));
        Assert.Contains(new RunField("evaluation", "differingBytes", 3), RunFields.Of(evaluated));
    }

    private static IEnumerable<string> Documented()
    {
        using var stream = typeof(RunFieldsTests).Assembly.GetManifestResourceStream("TRAINING.md")!;
        var section = new StreamReader(stream).ReadToEnd().Split("## What a run logs")[1].Split("\n## ")[0];
        foreach (var cells in section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')))
        {
            foreach (Match name in Regex.Matches(cells[2], "`(\\w+)`"))
            {
                yield return $"{cells[1].Trim()}/{name.Groups[1].Value}";
            }
        }
    }
}
