using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FlowCore.Tensors;

/// <summary>Two shapes that do not fit; the message names who asked, both shapes and the remedy.</summary>
public sealed class ShapeException : FlowException
{
    /// <summary>The line <c>who: expected …, got …. remedy</c>.</summary>
    public ShapeException(string who, string expected, string got, string remedy = "")
        : base(who, expected, got, remedy)
    {
    }

    /// <summary>Throws when <paramref name="actual"/> is not <paramref name="expected"/>.</summary>
    public static void ThrowIfNot(Shape expected, Shape actual, string who, string remedy = "")
    {
        if (expected != actual)
        {
            Throw(who, expected.ToString(), actual.ToString(), remedy);
        }
    }

    /// <summary>Throws when a count that a caller handed in is not the one that is needed.</summary>
    public static void ThrowIfNot(long expected, long actual, string who, string unit)
    {
        if (expected != actual)
        {
            Throw(who, $"{expected} {unit}", actual.ToString(), "");
        }
    }

    /// <inheritdoc cref="ThrowIfNot(long, long, string, string)"/>
    public static void ThrowIfNot(
        long expected, long actual, [InterpolatedStringHandlerArgument(nameof(expected), nameof(actual))] ref MismatchText who, string unit)
    {
        if (expected != actual)
        {
            ThrowIfNot(expected, actual, who.ToString(), unit);
        }
    }

    [DoesNotReturn]
    private static void Throw(string who, string expected, string got, string remedy) =>
        throw new ShapeException(who, expected, got, remedy);
}
