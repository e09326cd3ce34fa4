using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace FlowCore.Tensors;

/// <summary>Text that is put together only if two counts differ: a check that holds, thousands of times a second, makes none.</summary>
[InterpolatedStringHandler]
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct MismatchText
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>What the compiler calls first.</summary>
    /// <param name="literalLength">Letters that stand in the source.</param>
    /// <param name="formattedCount">Values between them.</param>
    /// <param name="expected">The count that is needed.</param>
    /// <param name="actual">The count that is there.</param>
    /// <param name="isNeeded">Whether they differ.</param>
    public MismatchText(int literalLength, int formattedCount, long expected, long actual, out bool isNeeded)
    {
        isNeeded = expected != actual;
        _text = isNeeded
            ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture)
            : default;
    }

    /// <summary>Adds letters of the source.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>The text.</summary>
    public override string ToString() => _text.ToStringAndClear();
}
