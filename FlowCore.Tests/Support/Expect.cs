using Xunit;

namespace FlowCore.Tests.Support;

/// <summary>Comparisons that say which case, which seed and which element failed.</summary>
internal static class Expect
{
    /// <summary>
    /// The largest difference is within <paramref name="tolerance"/> of the largest expected magnitude, or of 1 when that
    /// is larger: rounding is relative to the terms of a sum, not to what is left after they cancel.
    /// </summary>
    public static void Close(
        ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string label, ulong? seed = null)
    {
        Assert.True(expected.Length == actual.Length, $"{label}: expected {expected.Length} numbers, got {actual.Length}.");
        var (largest, worst, index) = (1.0, 0.0, 0);
        for (var i = 0; i < expected.Length; i++)
        {
            largest = double.IsFinite(expected[i]) ? Math.Max(largest, Math.Abs(expected[i])) : largest;
            var difference = Difference(expected[i], actual[i]);
            (worst, index) = difference > worst ? (difference, i) : (worst, index);
        }

        if (!(worst <= tolerance * largest))
        {
            Assert.Fail(FormattableString.Invariant($"{label}{Seed(seed)}: relative error {worst / largest:e2} is above {tolerance:e2}, ")
                + FormattableString.Invariant($"at {index}: expected {expected[index]:g9}, got {actual[index]:g9}."));
        }
    }

    /// <inheritdoc cref="Close(ReadOnlySpan{double}, ReadOnlySpan{double}, double, string, ulong?)"/>
    public static void Close(double expected, double actual, double tolerance, string label, ulong? seed = null) =>
        Close([expected], [actual], tolerance, label, seed);

    /// <summary>The same bits, with any NaN as good as another.</summary>
    public static void Same(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, string label, ulong? seed = null)
    {
        Assert.True(expected.Length == actual.Length, $"{label}: expected {expected.Length} numbers, got {actual.Length}.");
        for (var i = 0; i < expected.Length; i++)
        {
            var same = BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i])
                || (double.IsNaN(expected[i]) && double.IsNaN(actual[i]));
            if (!same)
            {
                Assert.Fail(FormattableString.Invariant(
                    $"{label}{Seed(seed)}: at {i}: expected {expected[i]:r}, got {actual[i]:r}."));
            }
        }
    }

    /// <summary>The distance of two numbers: none between equal ones or two NaNs, without bound when only one is finite.</summary>
    private static double Difference(double expected, double actual)
    {
        if (expected.Equals(actual))
        {
            return 0;
        }

        var difference = Math.Abs(expected - actual);
        return double.IsFinite(difference) ? difference : double.PositiveInfinity;
    }

    private static string Seed(ulong? seed) => seed is null ? "" : FormattableString.Invariant($" (seed {seed})");
}
