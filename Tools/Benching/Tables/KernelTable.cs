using FlowCore.Models;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>Forward and sampling time against the kernel k, for each unit whose parameters it changes.</summary>
internal sealed class KernelTable : IBenchTable
{
    /// <inheritdoc/>
    public string Name => "kernel";

    /// <inheritdoc/>
    public string Title => "Forward and sampling time against the kernel k×k";

    /// <inheritdoc/>
    public void Measure(TableBench bench)
    {
        var (kernels, config, batch) = bench.Scale.KernelSweep;
        foreach (var step in MixingStep.All(bench.Catalog))
        {
            var counts = kernels.Select(kernel => Parameters(config with { Step = step.Step, Kernel = kernel }, bench.Catalog));
            if (counts.Distinct().ToArray() is not [not null])
            {
                foreach (var kernel in kernels)
                {
                    var row = new TableRow { Panel = "kernel k", What = "", Pass = "", X = kernel, Kernel = kernel };
                    ModelRows.Add(bench, row, step, config with { Kernel = kernel }, batch);
                }
            }
        }

        foreach (var figure in PublishedFigures.Kernels.Where(figure => kernels.Contains(figure.Size)))
        {
            bench.Add(figure.Row("kernel k") with { X = figure.Size, Kernel = figure.Size });
        }
    }

    private static long? Parameters(FlowConfig config, FlowCatalog catalog) =>
        ModelRows.Refusal(config, catalog) is null ? ParameterBudget.Parameters(config, catalog) : null;
}
