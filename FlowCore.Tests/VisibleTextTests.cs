using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace FlowCore.Tests;

public sealed class VisibleTextTests
{
    public static TheoryData<string, string> Rows { get; } = new()
    {
        { "", "" },
        { "runs/photos-1 (2)", "runs/photos-1 (2)" },
        { "Fotos/Größe ± 3×4 – 写真/عکس\u200Cها/👩\u200D👧", "Fotos/Größe ± 3×4 – 写真/عکس\u200Cها/👩\u200D👧" },
        { "a\nb\r\nc\td", @"a\nb\r\nc\td" },
        { "\e[2J\e]0;title\a", @"\u001B[2J\u001B]0;title\u0007" },
        { "\0\u007F\u0085\u009B31m", @"\u0000\u007F\u0085\u009B31m" },
        { "gnp.\u202Eexe", @"gnp.\u202Eexe" },
        { "\u200E\u200F\u061C\u202A\u202B\u202C\u202D\u2066\u2067\u2068\u2069", @"\u200E\u200F\u061C\u202A\u202B\u202C\u202D\u2066\u2067\u2068\u2069" },
        { "one\u2028two\u2029three", @"one\u2028two\u2029three" },
        { "in\u200Bvisible\uFEFF\u00AD\u2060", @"in\u200Bvisible\uFEFF\u00AD\u2060" },
        { "tag\U000E0041", @"tag\uDB40\uDC41" },
        { @"C:\new", @"C:\new" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_would_not_be_seen_is_written_out_and_the_rest_stays(string text, string visible)
    {
        Assert.Equal(visible, VisibleText.Of(text));
        Assert.Same(visible, VisibleText.Of(visible));
    }

    [Fact]
    public void Half_a_character_is_written_out() =>
        Assert.Equal(@"half \uD83D, other half \uDE00", VisibleText.Of("half \ud83d, other half \ude00"));

    [Fact]
    public void No_character_of_unicode_moves_the_cursor_ends_the_line_or_turns_it()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.IsValid(value))
            {
                var visible = VisibleText.Of(new Rune(value).ToString());
                Assert.All(visible.EnumerateRunes(), rune => Assert.False(IsHidden(rune), $"U+{value:X}"));
            }
        }
    }

    [Fact]
    public void Json_stays_the_same_json()
    {
        var name = string.Concat(Rows.Select(row => row[0]));
        var json = JsonSerializer.Serialize(name, FlowCore.Files.FlowJson.Compact);
        Assert.Equal(name, JsonSerializer.Deserialize<string>(VisibleText.Of(json)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\e")]
    [InlineData("👧")]
    [InlineData("a\u202E")]
    public void Long_text_is_its_beginning_and_its_end_and_no_longer_than_asked(string unit)
    {
        var text = "start" + string.Concat(Enumerable.Repeat(unit, 1 << 20)) + "end";
        foreach (var longest in Enumerable.Range(20, 60))
        {
            var cut = VisibleText.Of(text, longest);
            Assert.InRange(cut.Length, longest - 4, longest); // A pair of surrogates is left out whole.
            Assert.StartsWith("start", cut, StringComparison.Ordinal);
            Assert.EndsWith("end", cut, StringComparison.Ordinal);
            Assert.Contains('…', cut);
            Assert.DoesNotContain(@"\uD83D", cut, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_error_is_one_line_of_readable_length_whatever_its_parts_are()
    {
        var long1 = string.Concat(Enumerable.Repeat("\e\n\u202E", 1 << 18));
        FlowException[] errors =
        [
            new(long1),
            new(long1, new IOException()),
            new(long1, long1, long1, long1),
            new FlowException(long1, long1, long1, long1).Inside(long1, long1),
            new Tensors.ShapeException(long1, long1, long1, long1),
            new FlowCore.Tools.Shell.WrongCallException(long1, long1, long1, long1),
        ];
        Assert.All(errors, error =>
        {
            Assert.InRange(error.Message.Length, 100, 2 * VisibleText.LongestLine);
            Assert.DoesNotContain(error.Message.EnumerateRunes(), IsHidden);
        });
        Assert.EndsWith(" Do this.", new FlowException(long1, long1, long1, "Do this.").Message, StringComparison.Ordinal);
        Assert.EndsWith(" Do this.", new FlowException(long1 + " Do this.").Message, StringComparison.Ordinal);
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format && rune.Value is not (0x200C or 0x200D));
}
