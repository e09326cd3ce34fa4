namespace FlowCore.Imaging.Integrity;

/// <summary>
/// The packing of GIF: codes for strings of pixels, of which a decoder learns a new one with every code. Only the strings' lengths
/// are kept here.
/// </summary>
internal static class LzwCodes
{
    private const int MostBits = 12;
    private const int MostLiteralBits = 8;

    /// <summary>Refuses codes that are not valid, or do not come to a number of pixels.</summary>
    /// <param name="data">The codes, the lowest bits first.</param>
    /// <param name="literalBits">Bits of a pixel; the two codes after the pixels' own clear what was learnt, and end.</param>
    /// <param name="pixels">How many there must be.</param>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    /// <exception cref="InvalidDataException">There are more, or a code is not valid.</exception>
    public static void Check(ReadOnlySpan<byte> data, int literalBits, long pixels)
    {
        if (literalBits is < 1 or > MostLiteralBits)
        {
            throw new InvalidDataException();
        }

        var lengths = new int[1 << MostBits];
        var (clear, end) = (1 << literalBits, (1 << literalBits) + 1);
        lengths.AsSpan(0, clear).Fill(1);
        var (next, bits, last) = (end + 1, literalBits + 1, 0);
        var (window, have, at) = (0, 0, 0);
        while (true)
        {
            for (; have < bits && at < data.Length; have += 8)
            {
                window |= data[at++] << have;
            }

            if (have < bits)
            {
                break;
            }

            var code = window & ((1 << bits) - 1);
            (window, have) = (window >> bits, have - bits);
            if (code == end)
            {
                break;
            }

            if (code == clear)
            {
                (next, bits, last) = (end + 1, literalBits + 1, 0);
                continue;
            }

            // A string that is learnt with this very code is the last one and its own first pixel.
            if (code > next || (code == next && (last == 0 || next == lengths.Length)) || (last == 0 && code > end))
            {
                throw new InvalidDataException();
            }

            if (last > 0 && next < lengths.Length)
            {
                lengths[next++] = last + 1;
                bits = next == 1 << bits && bits < MostBits ? bits + 1 : bits;
            }

            last = lengths[code];
            pixels -= last;
        }

        if (pixels > 0)
        {
            throw new EndOfStreamException();
        }

        if (pixels < 0)
        {
            throw new InvalidDataException();
        }
    }
}
