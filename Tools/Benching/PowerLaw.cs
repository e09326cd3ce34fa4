namespace FlowCore.Tools.Benching;

/// <summary>How a time grows with a size: <c>t = c·nᵃ</c>.</summary>
internal static class PowerLaw
{
    /// <summary>
    /// The exponent a: the slope of ln t over ln n by least squares,
    /// <c>a = Σ (ln n − mean)·ln t / Σ (ln n − mean)²</c>. NaN for fewer than two different sizes.
    /// </summary>
    /// <param name="points">Sizes and times, all above 0.</param>
    public static double Exponent(IReadOnlyCollection<(double Size, double Time)> points)
    {
        if (points.Count == 0)
        {
            return double.NaN;
        }

        var mean = points.Average(point => Math.Log(point.Size));
        var (along, spread) = (0.0, 0.0);
        foreach (var (size, time) in points)
        {
            var distance = Math.Log(size) - mean;
            along += distance * Math.Log(time);
            spread += distance * distance;
        }

        return along / spread;
    }
}
