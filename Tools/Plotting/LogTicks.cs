namespace FlowCore.Tools.Plotting;

/// <summary>Ticks of an axis that holds decimal logarithms, labelled by the numbers themselves.</summary>
internal static class LogTicks
{
    private const int FewDecades = 3;

    /// <summary>Powers of ten, and twice and five times them where there are few.</summary>
    /// <param name="low">The least logarithm.</param>
    /// <param name="high">The largest.</param>
    public static IEnumerable<(double Position, string Label)> Between(double low, double high)
    {
        double[] digits = high - low > FewDecades ? [1] : [1, 2, 5];
        var stride = Math.Max(1, (int)Math.Ceiling((high - low) / 6));
        for (var decade = (int)Math.Floor(low); decade <= high; decade += stride)
        {
            foreach (var value in digits.Select(digit => digit * Math.Pow(10, decade)))
            {
                if (Math.Log10(value) >= low && Math.Log10(value) <= high)
                {
                    yield return (Math.Log10(value), PlotTheme.Label(value));
                }
            }
        }
    }
}
