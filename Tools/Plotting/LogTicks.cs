namespace FlowCore.Tools.Plotting;

/// <summary>Ticks of an axis that holds decimal logarithms, labelled by the numbers themselves.</summary>
internal static class LogTicks
{
    private const int FewDecades = 3;
    private const double Margin = 0.03;

    /// <summary>Powers of ten, and twice and five times them where there are few.</summary>
    /// <param name="low">The least logarithm.</param>
    /// <param name="high">The largest.</param>
    public static IEnumerable<(double Position, string Label)> Between(double low, double high)
    {
        var digits = Digits(low, high);
        var stride = Math.Max(1, (int)Math.Ceiling((high - low) / 6));
        for (var decade = (int)(digits.Length > 1 ? Math.Floor(low) : Math.Ceiling(low)); decade <= high; decade += stride)
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

    /// <summary>An axis for a range: from the nearest number below it that <see cref="Between"/> labels to the nearest above, and a little more.</summary>
    /// <param name="low">The least logarithm.</param>
    /// <param name="high">The largest.</param>
    public static (double Low, double High) Around(double low, double high)
    {
        var axis = Ends([1, 2, 5]);
        return Digits(axis.Low, axis.High).Length > 1 ? axis : Ends([1]);

        (double Low, double High) Ends(double[] digits)
        {
            var (first, last) = ((int)Math.Floor(low) - 1, (int)Math.Ceiling(high) + 1);
            double[] positions =
                [.. Enumerable.Range(first, last - first + 1).SelectMany(decade => digits.Select(digit => decade + Math.Log10(digit)))];
            return (positions.Last(position => position <= low) - Margin, positions.First(position => position >= high) + Margin);
        }
    }

    private static double[] Digits(double low, double high) => high - low > FewDecades ? [1] : [1, 2, 5];
}
