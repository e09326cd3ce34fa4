using System.Globalization;
using System.Text;

namespace FlowCore;

/// <summary>
/// Text that is not the program's own, such as a path, a name in a file or another library's message, as a part of one line:
/// what would move a cursor, end the line, turn its direction or not be seen at all is written as an escape of JSON,
/// <c>\u001B</c>, so that text which is JSON stays the same JSON.
/// </summary>
public static class VisibleText
{
    /// <summary>The longest line that a person is given to read.</summary>
    public const int LongestLine = 1400;

    /// <summary>The longest of the parts that such a line is put together from.</summary>
    public const int LongestPart = 320;

    private const char Ellipsis = '…';

    // Without these, Persian names and many emoji are not what they are; they hide nothing.
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>The whole text; the same object where there is nothing to escape.</summary>
    public static string Of(string text)
    {
        var at = 0;
        while (at < text.Length && text[at] is >= ' ' and <= '~')
        {
            at++;
        }

        return at == text.Length ? text : Escape(text);
    }

    /// <summary>The text, and of a longer one its beginning and its end.</summary>
    /// <param name="text">What to show.</param>
    /// <param name="longest">The most letters to give, escapes counted.</param>
    public static string Of(string text, int longest) => Cut(Of(Cut(text, longest)), longest);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                AppendCode(escaped, text[at++]); // Half of a surrogate pair.
                continue;
            }

            var letters = text.AsSpan(at, rune.Utf16SequenceLength);
            at += letters.Length;
            if (IsVisible(rune))
            {
                escaped.Append(letters);
                continue;
            }

            foreach (var letter in letters)
            {
                AppendCode(escaped, letter);
            }
        }

        return escaped.Length == text.Length ? text : escaped.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => rune.Value is NonJoiner or Joiner,
        _ => true,
    };

    private static void AppendCode(StringBuilder escaped, char letter) => _ = letter switch
    {
        '\n' => escaped.Append("\\n"),
        '\r' => escaped.Append("\\r"),
        '\t' => escaped.Append("\\t"),
        _ => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}"),
    };

    /// <summary>Two thirds of what is kept are the beginning; a path's end names the file.</summary>
    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var start = 2 * (longest - 1) / 3;
        var end = text.Length - (longest - 1 - start);
        start -= char.IsHighSurrogate(text[start - 1]) ? 1 : 0;
        end += char.IsLowSurrogate(text[end]) ? 1 : 0;
        return $"{text.AsSpan(0, start)}{Ellipsis}{text.AsSpan(end)}";
    }
}
