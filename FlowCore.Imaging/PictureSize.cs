using System.Globalization;

namespace FlowCore.Imaging;

/// <summary>Rows and columns of a picture.</summary>
/// <param name="Height">Rows H.</param>
/// <param name="Width">Columns W.</param>
public readonly record struct PictureSize(int Height, int Width)
{
    private const int MostSide = 1 << 14;

    /// <summary><c>H·W</c>.</summary>
    public long Pixels => (long)Height * Width;

    /// <summary>Reads <c>32</c> or <c>32x48</c>, and gives null for anything else, sides above 2¹⁴ too.</summary>
    public static PictureSize? TryRead(string text)
    {
        var sides = text.Split('x', '×');
        return sides.Length <= 2 && Side(sides[0]) is { } height && Side(sides[^1]) is { } width
            ? new PictureSize(height, width)
            : null;

        static int? Side(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is >= 1 and <= MostSide
                ? side
                : null;
    }

    /// <summary><c>32×48</c>: rows first.</summary>
    public override string ToString() => FormattableString.Invariant($"{Height}×{Width}");
}
