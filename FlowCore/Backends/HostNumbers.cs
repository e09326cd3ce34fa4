using System.Runtime.CompilerServices;

namespace FlowCore.Backends;

/// <summary>What backends do alike with numbers that come from the host or go there.</summary>
public static class HostNumbers
{
    /// <summary>Throws when numbers on the host are not as many as a tensor has.</summary>
    /// <param name="tensor">What is written or read.</param>
    /// <param name="numbers">How many there are on the host.</param>
    /// <param name="operation">Who asks: the calling member.</param>
    /// <exception cref="ShapeException">They are more or fewer.</exception>
    public static void ThrowIfNotAllOf(Tensor tensor, int numbers, [CallerMemberName] string operation = "") =>
        ShapeException.ThrowIfNot(tensor.Shape.Count, numbers, operation, "numbers");

    /// <summary><c>to = from</c>, each rounded to float.</summary>
    /// <param name="from">As many as <paramref name="to"/>.</param>
    /// <param name="to">Where they go.</param>
    public static void Round(ReadOnlySpan<double> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = (float)from[i];
        }
    }

    /// <summary><c>to = from</c>, exactly.</summary>
    /// <param name="from">As many as <paramref name="to"/>.</param>
    /// <param name="to">Where they go.</param>
    public static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }
    }
}
