namespace FlowCore.Tools.Benching;

/// <summary>The wall times of many runs of one piece of work, in milliseconds.</summary>
/// <param name="Runs">How many.</param>
/// <param name="Lower">A quarter of them took less.</param>
/// <param name="Median">Half of them took less.</param>
/// <param name="Upper">Three quarters of them took less.</param>
internal sealed record Timing(int Runs, double Lower, double Median, double Upper)
{
    /// <summary>The quartiles of some times, between two of them by their distance; NaN without any.</summary>
    public static Timing Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return new Timing(sorted.Length, Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75));
    }

    private static double Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        var place = share * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return below + ((place - Math.Floor(place)) * (above - below));
    }
}
