using Xunit;

namespace FlowCore.Tests.Support;

/// <summary>Arithmetic on lists of numbers, which must have the same length: <c>Zip</c> would drop what is left over.</summary>
internal static class Numbers
{
    /// <summary>Two lists side by side.</summary>
    public static IEnumerable<(T1 First, T2 Second)> Pairs<T1, T2>(IReadOnlyCollection<T1> first, IReadOnlyCollection<T2> second)
    {
        Assert.Equal(first.Count, second.Count);
        return first.Zip(second);
    }

    /// <summary><c>a + factor·b</c>.</summary>
    public static double[] Sum(double[] a, double[] b, double factor = 1) =>
        [.. Pairs(a, b).Select(pair => pair.First + (factor * pair.Second))];

    /// <summary><c>Σ a·b</c>.</summary>
    public static double Dot(double[] a, double[] b) => Pairs(a, b).Sum(pair => pair.First * pair.Second);

    /// <summary>Floats as doubles, exactly.</summary>
    public static double[] Widened(float[] values) => Array.ConvertAll(values, value => (double)value);

    /// <summary>How many elements are not the same.</summary>
    public static int Differing<T>(T[] a, T[] b)
        where T : IEquatable<T> =>
        Pairs(a, b).Count(pair => !pair.First.Equals(pair.Second));
}
