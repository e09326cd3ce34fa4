using FlowCore.Models;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>Forward and sampling time of a batch, for each unit in the paper's models, with the published times beside.</summary>
internal sealed class SamplingTable : IBenchTable
{
    /// <inheritdoc/>
    public string Name => "sampling";

    /// <inheritdoc/>
    public string Title => "Forward and sampling time of a batch by unit, in the models of the presets";

    /// <inheritdoc/>
    public void Measure(TableBench bench)
    {
        var scale = bench.Scale;
        foreach (var preset in scale.Presets)
        {
            var config = FlowPresets.Get(preset);
            config = config with { StepsPerLevel = scale.Steps ?? config.StepsPerLevel, Width = scale.Width ?? config.Width };
            var panel = FormattableString.Invariant(
                $"{preset}: L={config.Levels}, K={config.StepsPerLevel}, width {config.Width}, N={scale.Batch}");
            foreach (var step in MixingStep.All(bench.Catalog))
            {
                ModelRows.Add(bench, new TableRow { Panel = panel, What = "", Pass = "" }, step, config, scale.Batch);
            }

            foreach (var figure in PublishedFigures.Sampling.Where(figure => figure.Setting == preset))
            {
                bench.Add(figure.Row(panel) with { Image = config.Image, Batch = 100 });
            }
        }
    }
}
