using ScottPlot;

namespace FlowCore.Tools.Plotting;

/// <summary>The curves of a run in one picture: bits/dim, the gradient's norm, the learning rate.</summary>
internal static class CurvesPicture
{
    private const int Width = 1400;
    private const string Steps = "training step";

    // A curve is smoothed over a fiftieth of the picture, and over some steps where the run is short.
    private const int LeastSmoothing = 25;
    private const int SmoothedShare = 50;

    // A run's first bits/dim are several times its last, and would flatten all that comes after.
    private const double ShownShare = 0.97;

    /// <summary>Draws and writes the picture.</summary>
    /// <param name="curves">The curves.</param>
    /// <param name="name">What the run is called.</param>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <exception cref="FlowException">The file cannot be written.</exception>
    public static void Save(RunCurves curves, string name, string path)
    {
        using var bits = Bits(curves, name);
        using var gradient = Gradient(curves);
        using var rate = LearningRate(curves);
        PlotSheet.Save(path, Width, (bits, 560), (gradient, 340), (rate, 300));
    }

    private static Plot Bits(RunCurves curves, string name)
    {
        var plot = PlotTheme.Empty(name, Steps, "bits/dim");
        var smoothed = Lines(plot, curves.Bits, Smoothing(curves), curves.Bits.Each == 1
            ? "training, each batch"
            : FormattableString.Invariant($"training, mean of {curves.Bits.Each} steps"));
        Points(plot, curves.ValidBits, PlotTheme.Second, MarkerShape.FilledCircle, "validation");
        Points(plot, curves.EmaValidBits, PlotTheme.Third, MarkerShape.OpenDiamond, "validation, averaged weights");
        double[] all = [.. curves.Bits.Y.Order()];
        double[] whole = [.. smoothed.TakeLast(1), .. curves.ValidBits.Y, .. curves.EmaValidBits.Y];
        if (all.Length > 0)
        {
            var shown = all[(int)(ShownShare * (all.Length - 1))];
            SetLimits(plot, curves, whole.Append(all[0]).Min(), whole.Append(shown).Max());
            plot.ShowLegend(Alignment.UpperRight);
        }

        return plot;
    }

    private static Plot Gradient(RunCurves curves)
    {
        var plot = PlotTheme.Empty("gradient norm before clipping", Steps, "norm");
        Lines(plot, curves.LogGradientNorm, Smoothing(curves), label: "");
        var norms = curves.LogGradientNorm.Y;
        var (low, high) = norms.Length == 0 ? (0, 1) : (norms.Min(), norms.Max());
        (double Position, string Label)[] ticks = [.. LogTicks.Between(low - 0.1, high + 0.1)];
        plot.Axes.Left.SetTicks([.. ticks.Select(tick => tick.Position)], [.. ticks.Select(tick => tick.Label)]);
        SetLimits(plot, curves, low, high);
        if (!curves.Refused.IsEmpty)
        {
            var x = curves.Refused.X;
            var marks = plot.Add.ScatterPoints(x, Array.ConvertAll(x, _ => low), PlotTheme.Warning);
            (marks.MarkerShape, marks.MarkerSize, marks.MarkerLineWidth, marks.LegendText) = (MarkerShape.Eks, 14, 2, "step refused");
            plot.ShowLegend(Alignment.UpperRight);
        }

        return plot;
    }

    private static Plot LearningRate(RunCurves curves)
    {
        var plot = PlotTheme.Empty("", Steps, "learning rate");
        Line(plot, curves.LearningRate.X, curves.LearningRate.Y, PlotTheme.Main, width: 3, label: "");
        SetLimits(plot, curves, 0, curves.LearningRate.Y.DefaultIfEmpty(1).Max());
        return plot;
    }

    private static int Smoothing(RunCurves curves) => Math.Max(LeastSmoothing, curves.Step / SmoothedShare);

    /// <summary>A curve as it is, and smoothed, which is given back.</summary>
    private static double[] Lines(Plot plot, Series series, int smoothing, string label)
    {
        var means = series.Means(smoothing);
        Line(plot, series.X, series.Y, PlotTheme.Raw, width: 1.5f, label);
        var mean = label.Length == 0 ? "" : FormattableString.Invariant($"training, mean of {smoothing} steps");
        Line(plot, series.X, means, PlotTheme.Main, width: 3, mean);
        return means;
    }

    private static void Line(Plot plot, double[] x, double[] y, Color color, float width, string label)
    {
        if (x.Length > 0)
        {
            var line = plot.Add.ScatterLine(x, y, color);
            (line.LineWidth, line.LegendText) = (width, label);
        }
    }

    private static void Points(Plot plot, Series series, Color color, MarkerShape shape, string label)
    {
        if (!series.IsEmpty)
        {
            var points = plot.Add.Scatter(series.X, series.Y, color);
            (points.MarkerShape, points.MarkerSize, points.MarkerLineWidth) = (shape, 12, 2);
            (points.LineWidth, points.LinePattern, points.LegendText) = (1.5f, LinePattern.Dashed, label);
        }
    }

    private static void SetLimits(Plot plot, RunCurves curves, double low, double high)
    {
        var margin = high > low ? 0.06 * (high - low) : 0.05 * Math.Max(1e-6, Math.Abs(high));
        plot.Axes.SetLimits(0, 1.01 * Math.Max(1, curves.Step), low - margin, high + margin);
    }
}
