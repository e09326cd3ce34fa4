using FlowCore.Models;
using FlowCore.Tensors;
using Xunit;

namespace FlowCore.Tests.Readme;

/// <summary>docs/COMPARISON.md says of the catalog what the catalog has.</summary>
public sealed class ComparisonTests
{
    private static readonly string[][] Rows =
    [
        .. ReadmeTests.Text("COMPARISON.md").Split('\n').Where(line =>
                line.StartsWith("| `", StringComparison.Ordinal) && !line.StartsWith("| `--", StringComparison.Ordinal))
            .Select(line => line.Replace("\\|", "¦", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];

    [Fact]
    public void Every_unit_that_mixes_has_a_row_and_no_other_unit_has_one() => Assert.Equal(
        FlowCatalog.Standard.Mixing.Select(unit => unit.Name).Append(FlowCatalog.NoMixing).Order(StringComparer.Ordinal),
        Rows.Where(row => row.Length == 7).Select(NameOf).Order(StringComparer.Ordinal));

    [Fact]
    public void A_unit_is_called_exact_where_its_layer_is()
    {
        foreach (var row in Rows.Where(row => row.Length == 7))
        {
            var config = new FlowConfig
            {
                Image = new ImageShape(1, 8, 8),
                Levels = 1,
                StepsPerLevel = 1,
                Width = 4,
                Step = FlowCatalog.Standard.StepWith(NameOf(row), FlowConfig.DefaultStep),
            };
            var isExact = new FlowBuilder(config).BuildLevels().All(level => level.Chain.IsExact);
            Assert.True(row[5].StartsWith(isExact ? "yes" : "no", StringComparison.Ordinal), $"{NameOf(row)}: {row[5]}");
        }
    }

    [Fact]
    public void Every_kind_of_coupling_has_a_row() => Assert.Equal(
        FlowCatalog.Standard.Couplings.Select(unit => (unit.Coupling!, unit.Name)),
        Rows.Where(row => row.Length == 8).Select(row => (NameOf(row), row[1].Trim('`'))));

    private static string NameOf(string[] row) => row[0].Trim('`');
}
