namespace FlowCore.Imaging.Integrity;

/// <summary>One scan of a JPEG: which coefficients of which components it brings, and with which codes.</summary>
internal sealed class JpegScan
{
    private const int LastCoefficient = 63;
    private const byte FirstRestart = 0xD0;

    private readonly JpegFrame _frame;
    private readonly (JpegComponent Component, HuffmanCode? Low, HuffmanCode? High)[] _parts;
    private readonly int _interval;
    private readonly JpegBlocks _blocks;

    private JpegScan(
        JpegFrame frame, (JpegComponent Component, HuffmanCode? Low, HuffmanCode? High)[] parts, int interval, JpegBlocks blocks) =>
        (_frame, _parts, _interval, _blocks) = (frame, parts, interval, blocks);

    /// <summary>Reads a scan header (ITU-T T.81, B.2.3).</summary>
    /// <param name="bytes">The header.</param>
    /// <param name="frame">What it is a scan of.</param>
    /// <param name="codes">The four codes of first coefficients and the four of the others, those that were defined.</param>
    /// <param name="interval">Units from one restart marker to the next, or 0.</param>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or does not go on where the scans before it ended.</exception>
    public static JpegScan Read(ref FileBytes bytes, JpegFrame frame, HuffmanCode?[] codes, int interval)
    {
        var parts = new (JpegComponent Component, HuffmanCode? Low, HuffmanCode? High)[bytes.Next()];
        for (var i = 0; i < parts.Length; i++)
        {
            var (id, tables) = (bytes.Next(), bytes.Next());
            var component = frame.Components.FirstOrDefault(component => component.Id == id) ?? throw new InvalidDataException();
            parts[i] = (component, codes[(tables >> 4) & 3], codes[4 + (tables & 3)]);
        }

        var (first, last, bits) = (bytes.Next(), bytes.Next(), bytes.Next());

        // Where all comes at once these say nothing, and not every program writes the one thing that they may say.
        var (known, left) = frame.IsProgressive ? (bits >> 4, bits & 15) : (0, 0);
        (first, last) = frame.IsProgressive ? (first, last) : ((byte)0, (byte)LastCoefficient);
        if (parts.Length == 0
            || last > LastCoefficient
            || first > last
            || (frame.IsProgressive && (first == 0 ? last > 0 : parts.Length > 1)))
        {
            throw new InvalidDataException();
        }

        foreach (var part in parts)
        {
            part.Component.Bring(first, last, known, left);
        }

        return new JpegScan(frame, parts, interval, new JpegBlocks(first, last, isRefinement: known > 0));
    }

    /// <summary>Reads every block of the scan.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="start">Where the scan's bits begin.</param>
    /// <returns>Where the marker is that follows it.</returns>
    /// <exception cref="EndOfStreamException">The file ends in it.</exception>
    /// <exception cref="InvalidDataException">It has fewer blocks or more, or bits that no encoder writes.</exception>
    public int Check(ReadOnlySpan<byte> file, int start)
    {
        var bits = new EntropyBits(file, start);
        var isAlone = _parts.Length == 1;
        var (rows, columns) = isAlone ? new JpegExtent(_parts[0].Component.Height, _parts[0].Component.Width) : _frame.Units;
        var (done, restarts) = (0, 0);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++, done++)
            {
                if (_interval > 0 && done == _interval)
                {
                    bits = new EntropyBits(file, Restart(file, Close(ref bits), restarts++));
                    done = 0;
                }

                if (isAlone)
                {
                    Read(ref bits, _parts[0], row, column);
                }
                else
                {
                    ReadUnit(ref bits, row, column);
                }
            }
        }

        return Close(ref bits);
    }

    private int Close(ref EntropyBits bits)
    {
        _blocks.Close();
        return bits.Close();
    }

    private static int Restart(ReadOnlySpan<byte> file, int marker, int index)
    {
        // Any number of FF may stand before its second byte.
        while (file[marker + 1] == 0xFF)
        {
            marker++;
        }

        return file[marker + 1] == FirstRestart + (index & 7) ? marker + 2 : throw new InvalidDataException();
    }

    private void ReadUnit(ref EntropyBits bits, int row, int column)
    {
        foreach (var part in _parts)
        {
            var component = part.Component;
            for (var i = 0; i < component.Across * component.Down; i++)
            {
                Read(
                    ref bits,
                    part,
                    (row * component.Down) + (i / component.Across),
                    (column * component.Across) + (i % component.Across));
            }
        }
    }

    private void Read(ref EntropyBits bits, (JpegComponent Component, HuffmanCode? Low, HuffmanCode? High) part, int row, int column)
    {
        if (_frame.IsProgressive)
        {
            _blocks.ReadPart(ref bits, part.Low, part.High, ref part.Component.NonZero[(row * part.Component.Stride) + column]);
        }
        else
        {
            JpegBlocks.ReadWhole(ref bits, part.Low, part.High);
        }
    }
}
