using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Tables;
using Xunit;

namespace FlowCore.Tests.Tools.Benching.Tables;

/// <summary>The parts of a table that need no clock.</summary>
public sealed class TableFileTests
{
    [Fact]
    public void Cells_that_would_break_a_file_come_back_from_it()
    {
        var row = new TableRow
        {
            Panel = "a, \"b\" | c",
            What = "two\nlines",
            Pass = "inverse",
            Time = new Timing(3, 0.1, 1 / 3.0, 1e7),
            Depth = 1234567,
        };
        var table = new ResultTable("t", "Title", "ms", _ => null, new TableOrigin("a device, named", 2, "2000-01-02", "tiny"), [row]);
        using var csv = new StringWriter();
        table.WriteCsv(csv);
        var lines = CsvText.Rows(csv.ToString());
        string Cell(string head) => lines[1][Array.IndexOf(lines[0], head)];
        Assert.Equal((row.Panel, row.What, "a device, named"), (Cell("panel"), Cell("what"), Cell("device")));
        Assert.Equal(("0.3333333333333333", "10000000", "1234567", ""), (Cell("ms"), Cell("upperMs"), Cell("sequentialSteps"), Cell("launches")));

        using var markdown = new StringWriter();
        table.WriteMarkdown(markdown);
        var body = markdown.ToString().TrimEnd('\n').Split('\n')[^3..];
        Assert.Equal("| panel | what | pass | ms | lowerMs | upperMs | runs | sequentialSteps | measured |", body[0]);
        Assert.Equal("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |", body[1]);
        Assert.Equal("| a, \"b\" \\| c | two lines | inverse | 0.3333 | 0.1 | 1E+07 | 3 | 1,234,567 | yes |", body[2]);
    }

    [Fact]
    public void What_an_approximate_inverse_gives_says_so()
    {
        var row = new TableRow { Panel = "", What = "series", Pass = "sample" };
        Assert.Equal("series (approximate)", (row with { IsExact = false }).Name);
        Assert.Equal("series", (row with { IsExact = true }).Name);
        Assert.Equal("series", row.Name);
    }

    [Fact]
    public void A_unit_that_is_added_to_a_catalog_is_compared_if_it_mixes_and_no_other()
    {
        var catalog = FlowCatalog.Standard
            .With(new FlowUnit("other", "", site => new MaskedConv(site.Name, site.Shape, 2, 2, Orientation.TopLeft, site.Random())) { IsMixing = true })
            .With(new FlowUnit("other-coupling", "", FlowCatalog.Standard.Unit("coupling").Build) { LayerName = "coupling" });
        var steps = MixingStep.All(catalog);
        Assert.Contains(new MixingStep("other", "other,actnorm,plu,coupling"), steps);
        Assert.DoesNotContain(steps, step => step.Name == "other-coupling");
        Assert.Equal(new MixingStep("finc", FlowConfig.DefaultStep), steps[0]);
        Assert.Equal(new MixingStep(MixingStep.Without, "actnorm,plu,coupling"), steps[^1]);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(100_000)]
    public void No_other_width_comes_nearer_to_a_budget(long budget)
    {
        var config = new FlowConfig { Image = new ImageShape(3, 8, 8), StepsPerLevel = 2 };
        var fit = ParameterBudget.Fit(config, budget, FlowCatalog.Standard);
        long Distance(int width) =>
            Math.Abs(budget - ParameterBudget.Parameters(config with { Width = width }, FlowCatalog.Standard));
        Assert.Equal(Enumerable.Range(1, 400).MinBy(Distance), fit.Width);
        Assert.Equal(1, ParameterBudget.Fit(config, budget: 10, FlowCatalog.Standard).Width);
    }

    [Fact]
    public void Published_figures_are_those_of_the_papers()
    {
        Assert.Equal(410, Of(PublishedFigures.Sampling, "cifar10", "FInC-Flow", "sample", 0), 1e-9);
        Assert.Equal(1710, Of(PublishedFigures.Sampling, "imagenet64", "Emerging", "forward", 0), 1e-9);
        Assert.DoesNotContain(PublishedFigures.Sampling, figure => figure is { Model: "MaCow", Setting: "mnist" });
        Assert.Equal(572.4, Of(PublishedFigures.Sizes, "", "FInC-12.8M", "sample", 64 * 64), 1e-9);
        Assert.Equal(72299.7, Of(PublishedFigures.Sizes, "", "Emerging-37.9M", "sample", 64 * 64), 1e-9);
        Assert.Equal(17.87, Of(PublishedFigures.Kernels, "", "Inverse-Flow", "sample", 11), 1e-9);
        Assert.Equal((32, 56, 12), (PublishedFigures.Sampling.Count, PublishedFigures.Sizes.Count, PublishedFigures.Kernels.Count));
    }

    private static double Of(IEnumerable<PublishedFigure> figures, string setting, string model, string pass, int size) => figures
        .Single(figure => (figure.Setting, figure.Model, figure.Pass, figure.Size) == (setting, model, pass, size)).Milliseconds;
}
