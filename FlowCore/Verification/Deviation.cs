namespace FlowCore.Verification;

/// <summary>How far numbers are from others. Every one of them is NaN if a number is.</summary>
internal static class Deviation
{
    /// <summary><c>max |a − b| / max |a|</c>; of zeros, <c>max |b|</c>.</summary>
    public static double Relative(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        var (most, scale) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            most = Math.Max(most, Math.Abs(expected[i] - actual[i]));
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }

        // Of two infinities the difference is NaN already, and one of them makes the quotient that.
        return most / (scale == 0 ? 1 : scale);
    }

    /// <summary><c>max |a + b|</c>.</summary>
    public static double Sum(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var most = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            most = Math.Max(most, Math.Abs(a[i] + b[i]));
        }

        return most;
    }

    /// <summary><c>√Σ(a − b)² / √Σa²</c>; of zeros, <c>√Σb²</c>.</summary>
    public static double Norm(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        var (sum, scale) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            sum += (expected[i] - actual[i]) * (expected[i] - actual[i]);
            scale += expected[i] * expected[i];
        }

        return Math.Sqrt(sum / (scale == 0 ? 1 : scale));
    }
}
