namespace FlowCore.Tools.Benching.Tables;

/// <summary>Forward and sampling time against the batch, for each unit.</summary>
internal sealed class BatchTable : IBenchTable
{
    /// <inheritdoc/>
    public string Name => "batch";

    /// <inheritdoc/>
    public string Title => "Forward and sampling time against the batch";

    /// <inheritdoc/>
    public void Measure(TableBench bench)
    {
        var (batches, config) = bench.Scale.BatchSweep;
        foreach (var step in MixingStep.All(bench.Catalog))
        {
            foreach (var batch in batches)
            {
                ModelRows.Add(bench, new TableRow { Panel = "batch N", What = "", Pass = "", X = batch }, step, config, batch);
            }
        }
    }
}
