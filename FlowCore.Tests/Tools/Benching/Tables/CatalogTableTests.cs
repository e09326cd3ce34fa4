using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Benching.Tables;
using Xunit;

namespace FlowCore.Tests.Tools.Benching.Tables;

/// <summary>Tables of a catalog that has more than the library's: each unit has its rows, and what it is stands in them.</summary>
public sealed class CatalogTableTests
{
    private const string Refusal = "no such kernel";

    private static readonly FlowCatalog Catalog = FlowCatalog.Standard
        .With(new FlowUnit("rough", "", site => new Rough(site.Name, site.Shape)) { IsMixing = true })
        .With(new FlowUnit("picky", "", Picky) { IsMixing = true });

    [Fact]
    public void An_approximate_unit_is_told_from_the_others()
    {
        var rows = Measure(new SamplingTable());
        Assert.All(rows.Where(row => row.Note is null), row => Assert.Equal(row.What is not ("rough" or "mintnet" or "snf"), row.IsExact));
        Assert.Equal(["forward", "sample"], rows.Where(row => row.What == "rough").Select(row => row.Pass));
    }

    [Theory]
    [InlineData("sampling")]
    [InlineData("size")]
    [InlineData("depth")]
    [InlineData("kernel")]
    public void A_unit_that_refuses_has_a_row_that_says_why_and_no_time(string name)
    {
        var rows = Measure(BenchTables.All.Single(table => table.Name == name));
        var refused = rows.Where(row => row.What == "picky" && row.Note is not null).ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, row => Assert.Equal(("none", Refusal, null), (row.Pass, row.Note, row.Milliseconds)));

        // The others of the table are there all the same.
        Assert.Contains(rows, row => row is { What: "finc", Time: not null });
    }

    private static Rough Picky(UnitSite site) => site.Config.Kernel == 2 && site.Shape.Height > 2
        ? new Rough(site.Name, site.Shape)
        : throw new FlowException(Refusal);

    private static IReadOnlyList<TableRow> Measure(IBenchTable table)
    {
        using var backend = new CpuBackend(threads: 1);
        var scale = TableScale.All.Single(scale => scale.Name == "tiny");
        var bench = new TableBench(backend, () => new CpuBackend(threads: 1), scale, runs: 1, TextWriter.Null, default) { Catalog = Catalog };
        table.Measure(bench);
        return bench.Rows;
    }

    /// <summary>The identity, which calls itself approximate.</summary>
    private sealed class Rough(string name, ImageShape shape) : Bijector(name, shape, shape)
    {
        public override bool IsExact => false;

        protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
            (x, x.Tape.ZeroLogDet(x.Shape.Batch));

        protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
            (z, z.Tape.ZeroLogDet(z.Shape.Batch));
    }
}
