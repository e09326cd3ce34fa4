using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Units;
using ScottPlot;

namespace FlowCore.Tools.Plotting;

/// <summary>The table of units in one picture: what each came to, from the best to the worst of its runs, and what it takes.</summary>
internal static class UnitsPicture
{
    private const int Width = 1500;
    private const int Height = 520;
    private const float Marker = 14;

    /// <summary>Draws and writes the picture.</summary>
    /// <param name="rows">The rows, of which those without runs are left out.</param>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <exception cref="FlowException">The file cannot be written.</exception>
    public static void Save(IReadOnlyList<UnitRow> rows, string path)
    {
        UnitRow[] shown = [.. rows.Where(row => !row.Scores.IsEmpty)];
        using var bits = Bits(shown);
        using var times = Times([.. shown.Where(row => row.Times is not null)]);
        PlotSheet.Save(path, Width, (bits, Height), (times, Height));
    }

    private static Plot Bits(UnitRow[] rows)
    {
        var plot = Named(rows, "test images", "bits per dimension");
        foreach (var (place, row) in rows.Index())
        {
            var line = plot.Add.Line(place, row.Lowest!.Value, place, row.Highest!.Value);
            (line.Color, line.LineWidth) = (PlotTheme.Raw, Marker / 2);
            double[] bits = [.. row.Scores.Select(score => score.BitsPerDimension)];
            var points = plot.Add.ScatterPoints(Enumerable.Repeat((double)place, bits.Length).ToArray(), bits);
            (points.Color, points.MarkerSize) = (PlotTheme.Main, Marker);
        }

        return plot;
    }

    private static Plot Times(UnitRow[] rows)
    {
        var plot = Named(rows, FormattableString.Invariant($"a batch of {rows.FirstOrDefault()?.Batch} images"), "milliseconds, median");
        (string Name, Func<UnitTimes, Timing> Of)[] passes =
            [("training step", times => times.Step), ("forward", times => times.Forward), ("sample", times => times.Sample)];
        var all = new List<double>();
        foreach (var (index, pass) in passes.Index())
        {
            double[] places = [.. rows.Select((_, place) => place + (0.15 * (index - 1)))];
            double[] logs = [.. rows.Select(row => Math.Log10(pass.Of(row.Times!).Median))];
            var points = plot.Add.ScatterPoints(places, logs);
            (points.Color, points.MarkerSize, points.LegendText) = (PlotTheme.Hues[index], Marker, pass.Name);
            all.AddRange(logs);
        }

        if (all.Count > 0)
        {
            var ticks = LogTicks.Between(all.Min() - 0.3, all.Max() + 0.3).ToArray();
            plot.Axes.Left.SetTicks([.. ticks.Select(tick => tick.Position)], [.. ticks.Select(tick => tick.Label)]);
            plot.Axes.SetLimitsY(all.Min() - 0.3, all.Max() + 0.3);
        }

        plot.ShowLegend(Alignment.UpperRight);
        return plot;
    }

    private static Plot Named(UnitRow[] rows, string title, string axis)
    {
        var plot = PlotTheme.Empty(title, "", axis);
        PlotTheme.NameTicks(plot, [.. rows.Select(row => row.Name)]);
        plot.Axes.SetLimitsX(-0.5, Math.Max(1, rows.Length) - 0.5);
        return plot;
    }
}
