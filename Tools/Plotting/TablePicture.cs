using FlowCore.Tools.Benching.Tables;
using ScottPlot;

namespace FlowCore.Tools.Plotting;

/// <summary>A table's numbers in one picture, on logarithmic axes: a plot for each panel, a line for each thing that was run.</summary>
internal static class TablePicture
{
    private const int Width = 1400;
    private const int Height = 520;

    // The legend stands where no numbers are, on the right.
    private const double LegendShare = 0.62;

    private static readonly MarkerShape[] Shapes =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleUp,
        MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenDiamond, MarkerShape.OpenTriangleUp,
    ];

    /// <summary>Draws and writes the picture.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <exception cref="FlowException">The file cannot be written.</exception>
    public static void Save(ResultTable table, string path)
    {
        var shown = table.Rows.Where(row => table.Plotted(row) > 0).ToArray();
        var plots = new List<(Plot, int)>();
        try
        {
            foreach (var panel in shown.GroupBy(row => row.Panel, StringComparer.Ordinal))
            {
                if (panel.All(row => row.X is null))
                {
                    plots.Add((Dots(table, panel.Key, [.. panel]), Height));
                }
                else
                {
                    plots.AddRange(ByPass([.. panel]).Select(rows => (Lines(table, panel.Key, rows), Height)));
                }
            }

            PlotSheet.Save(path, Width, plots);
        }
        finally
        {
            plots.ForEach(plot => plot.Item1.Dispose());
        }
    }

    /// <summary>Each direction has a plot of its own, where several things are run in both.</summary>
    private static IEnumerable<TableRow[]> ByPass(TableRow[] rows) => rows.GroupBy(row => row.Pass).Count(pass =>
        pass.DistinctBy(row => row.What).Count() > 1) > 1
            ? rows.GroupBy(row => row.Pass).Select(pass => pass.ToArray())
            : [rows];

    private static Plot Lines(ResultTable table, string panel, TableRow[] rows)
    {
        var passes = rows.Select(row => row.Pass).Distinct().ToArray();
        var plot = PlotTheme.Empty(passes is [var pass] ? $"{pass}: {panel}" : panel, panel.Split(',')[0], table.Axis);
        foreach (var (index, series) in rows.GroupBy(row => (row.Name, row.Pass)).Index())
        {
            double[] x = [.. series.Select(row => Math.Log10(row.X!.Value))];
            double[] y = [.. series.Select(row => Math.Log10(table.Plotted(row)!.Value))];
            Style(plot.Add.Scatter(x, y), index, passes.Length > 1 ? $"{series.Key.Name}, {series.Key.Pass}" : series.Key.Name, width: 2);
        }

        var sizes = rows.Select(row => row.X!.Value).Distinct().Order().ToArray();
        plot.Axes.Bottom.SetTicks([.. sizes.Select(Math.Log10)], [.. sizes.Select(PlotTheme.Label)]);
        var (low, high) = (Math.Log10(sizes[0]), Math.Log10(sizes[^1]));
        Finish(plot, table, rows, low, high > low ? high : low + 1, margin: 0.03);
        return plot;
    }

    private static Plot Dots(ResultTable table, string panel, TableRow[] rows)
    {
        var plot = PlotTheme.Empty(panel, "", table.Axis);
        string[] names = [.. rows.Select(row => row.Name).Distinct()];
        foreach (var (index, series) in rows.GroupBy(row => row.Pass).Index())
        {
            double[] x = [.. series.Select(row => Array.IndexOf(names, row.Name) + (0.12 * (index - 0.5)))];
            Style(plot.Add.Scatter(x, [.. series.Select(row => Math.Log10(table.Plotted(row)!.Value))]), index, series.Key, width: 0);
        }

        PlotTheme.NameTicks(plot, names);
        Finish(plot, table, rows, 0, Math.Max(1, names.Length - 1), margin: 0.09, legend: 0.16);
        return plot;
    }

    private static void Style(ScottPlot.Plottables.Scatter scatter, int index, string name, float width)
    {
        // Larger ones below, so that points that lie on each other all show.
        scatter.Color = PlotTheme.Hues[index % PlotTheme.Hues.Count];
        (scatter.LineWidth, scatter.MarkerSize, scatter.MarkerLineWidth) = (width, Math.Max(8, 20 - (2 * index)), 2);
        (scatter.MarkerShape, scatter.LegendText) = (Shapes[index % Shapes.Length], name);
    }

    private static void Finish(
        Plot plot, ResultTable table, TableRow[] rows, double left, double right, double margin, double legend = LegendShare)
    {
        var y = rows.Select(row => Math.Log10(table.Plotted(row)!.Value)).ToArray();
        var (low, high) = (y.Min(), y.Max());

        // From a labelled number to another, however near to each other the times are.
        (low, high) = LogTicks.Around(low, high);
        (double Position, string Label)[] ticks = [.. LogTicks.Between(low, high)];
        plot.Axes.Left.SetTicks([.. ticks.Select(tick => tick.Position)], [.. ticks.Select(tick => tick.Label)]);
        var range = right - left;
        plot.Axes.SetLimits(left - (margin * range), right + ((margin + legend) * range), low, high);
        plot.ShowLegend(Alignment.MiddleRight);
    }
}
