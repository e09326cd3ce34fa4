namespace FlowCore.Imaging.Integrity;

/// <summary>
/// A JPEG from its first marker to its last (ITU-T T.81, annex B): every scan must hold the blocks that the frame has and nothing
/// after them, and all scans together every bit of every coefficient. A decoder fills up what is missing with gray.
/// </summary>
internal ref struct JpegFile
{
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA;
    private const byte HuffmanTables = 0xC4, Quantization = 0xDB, RestartInterval = 0xDD;
    private const byte Baseline = 0xC0, Extended = 0xC1, Progressive = 0xC2;

    private readonly ReadOnlySpan<byte> _file;
    private readonly HuffmanCode?[] _codes = new HuffmanCode?[8];
    private FileBytes _bytes;
    private JpegFrame? _frame;
    private int _interval;

    private JpegFile(ReadOnlySpan<byte> file)
    {
        _file = file;
        _bytes = new FileBytes(file);
    }

    /// <summary>Refuses a file that is not whole.</summary>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Check(ReadOnlySpan<byte> file) => new JpegFile(file).Walk();

    private void Walk()
    {
        if (Marker() != StartOfImage)
        {
            throw new InvalidDataException();
        }

        for (var marker = Marker(); marker != EndOfImage; marker = Marker())
        {
            var length = _bytes.NextShort();
            if (length < sizeof(ushort))
            {
                throw new InvalidDataException();
            }

            Segment(marker, _bytes.Take(length - sizeof(ushort)));
        }

        if (_frame is not { IsWhole: true })
        {
            throw new EndOfStreamException();
        }
    }

    private byte Marker()
    {
        if (_bytes.Next() != 0xFF)
        {
            throw new InvalidDataException();
        }

        var code = _bytes.Next();
        while (code == 0xFF)
        {
            code = _bytes.Next();
        }

        return code;
    }

    private void Segment(byte marker, ReadOnlySpan<byte> segment)
    {
        var bytes = new FileBytes(segment);
        switch (marker)
        {
            case Baseline or Extended or Progressive:
                _frame = _frame is not null ? throw new InvalidDataException() : JpegFrame.Read(ref bytes, marker == Progressive);
                break;
            case HuffmanTables:
                while (bytes.Position < segment.Length)
                {
                    ReadCode(ref bytes);
                }

                break;
            case Quantization:
                while (bytes.Position < segment.Length)
                {
                    ReadDivisors(ref bytes);
                }

                break;
            case RestartInterval:
                _interval = bytes.NextShort();
                break;
            case StartOfScan:
                var scan = JpegScan.Read(ref bytes, _frame ?? throw new InvalidDataException(), _codes, _interval);
                _bytes.Position = scan.Check(_file, _bytes.Position);
                break;
            case < 0xC0 or (>= 0xD0 and <= 0xD8):
                throw new InvalidDataException();
        }
    }

    private readonly void ReadCode(ref FileBytes bytes)
    {
        // Four of each kind.
        var place = bytes.Next();
        if ((place & 0xEC) != 0)
        {
            throw new InvalidDataException();
        }

        var counts = bytes.Take(16);
        var symbols = 0;
        foreach (var count in counts)
        {
            symbols += count;
        }

        _codes[((place >> 4) * 4) + (place & 3)] = new HuffmanCode(counts, bytes.Take(symbols));
    }

    /// <summary>Divisors of 0 are what a run of zeros leaves.</summary>
    private static void ReadDivisors(ref FileBytes bytes)
    {
        var isWide = bytes.Next() >> 4 != 0;
        for (var i = 0; i < 64; i++)
        {
            if ((isWide ? bytes.NextShort() : bytes.Next()) == 0)
            {
                throw new InvalidDataException();
            }
        }
    }
}
