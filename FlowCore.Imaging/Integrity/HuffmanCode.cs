namespace FlowCore.Imaging.Integrity;

/// <summary>A prefix code of a JPEG: symbols by the length of their codes, which count up (ITU-T T.81, annex C).</summary>
internal sealed class HuffmanCode
{
    private const int MostBits = 16;
    private const int Ahead = 8;

    private readonly byte[] _symbols;
    private readonly ushort[] _short = new ushort[1 << Ahead];

    // Of each length: where its codes end when all are written with 16 bits, and what leads from a code to its symbol.
    private readonly int[] _ends = new int[MostBits + 1];
    private readonly int[] _places = new int[MostBits + 1];

    /// <summary>The code of a table.</summary>
    /// <param name="counts"><c>[16]</c>: how many symbols have codes of 1, 2, … bits.</param>
    /// <param name="symbols">All of them, by the length of their codes.</param>
    /// <exception cref="InvalidDataException">There are not so many codes of these lengths.</exception>
    public HuffmanCode(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        var (code, place) = (0, 0);
        for (var bits = 1; bits <= MostBits; bits++)
        {
            _places[bits] = place - code;
            for (var i = 0; i < counts[bits - 1]; i++, code++, place++)
            {
                if (code >= 1 << bits)
                {
                    throw new InvalidDataException();
                }

                if (bits <= Ahead)
                {
                    _short.AsSpan(code << (Ahead - bits), 1 << (Ahead - bits)).Fill((ushort)((bits << 8) | symbols[place]));
                }
            }

            _ends[bits] = code << (MostBits - bits);
            code <<= 1;
        }
    }

    /// <summary>Reads one symbol.</summary>
    /// <exception cref="InvalidDataException">No code begins so, or the bits end in it.</exception>
    public int Read(ref EntropyBits bits)
    {
        var next = bits.Peek();
        var known = _short[next >> (MostBits - Ahead)];
        if (known != 0)
        {
            bits.Skip(known >> 8);
            return (byte)known;
        }

        for (var length = Ahead + 1; length <= MostBits; length++)
        {
            if (next < _ends[length])
            {
                bits.Skip(length);
                return _symbols[_places[length] + (next >> (MostBits - length))];
            }
        }

        throw new InvalidDataException();
    }
}
