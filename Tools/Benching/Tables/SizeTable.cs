namespace FlowCore.Tools.Benching.Tables;

/// <summary>
/// Forward and sampling time against the pixels of an image, for each unit at about the same number of parameters, which the
/// width of the couplings makes up for; with the published times beside.
/// </summary>
internal sealed class SizeTable : IBenchTable
{
    /// <inheritdoc/>
    public string Name => "size";

    /// <inheritdoc/>
    public string Title => "Forward and sampling time against the pixels of an image, at an equal budget of parameters";

    /// <inheritdoc/>
    public void Measure(TableBench bench)
    {
        var (images, budgets, config, batch) = bench.Scale.SizeSweep;
        foreach (var budget in budgets)
        {
            var panel = FormattableString.Invariant($"pixels H·W, about {budget:N0} parameters, N={batch}");
            foreach (var step in MixingStep.All(bench.Catalog))
            {
                foreach (var image in images)
                {
                    var row = new TableRow { Panel = panel, What = step.Name, Pass = "none", X = image.Plane, Image = image };
                    var own = config with { Image = image, Step = step.Step };
                    if (ModelRows.Refusal(own, bench.Catalog) is { } refusal)
                    {
                        bench.Add(row with { Note = refusal });
                        continue;
                    }

                    var fit = ParameterBudget.Fit(own, budget, bench.Catalog);
                    var parameters = ParameterBudget.Parameters(fit, bench.Catalog);
                    row = ParameterBudget.IsMet(parameters, budget) ? row : row with { Note = "not within 5 % of the budget" };
                    ModelRows.Add(bench, row, step, fit, batch);
                }
            }

            foreach (var figure in PublishedFigures.Sizes)
            {
                if (images.Where(image => image.Plane == figure.Size).ToArray() is [var image, ..])
                {
                    bench.Add(figure.Row(panel) with { X = figure.Size, Image = image, Batch = 100 });
                }
            }
        }
    }
}
