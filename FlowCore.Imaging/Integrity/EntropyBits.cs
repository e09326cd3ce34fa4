namespace FlowCore.Imaging.Integrity;

/// <summary>
/// The entropy-coded bytes of a JPEG between two markers as bits, the highest first (ITU-T T.81, F.2.2.5): a byte of FF is
/// followed by one of 0, or begins a marker, which ends the bits.
/// </summary>
/// <param name="file">The whole file.</param>
/// <param name="start">The first of the bytes.</param>
internal ref struct EntropyBits(ReadOnlySpan<byte> file, int start)
{
    private const int Window = 64;

    private readonly ReadOnlySpan<byte> _file = file;
    private int _at = start;
    private ulong _bits;
    private int _have;
    private bool _ended;

    /// <summary>The next 16 bits, zeros after the last, which stay where they are.</summary>
    public int Peek()
    {
        if (_have < 16 && !_ended)
        {
            Fill();
        }

        return (int)(_bits >> (Window - 16));
    }

    /// <summary>Goes on by some bits, 16 at most.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public void Skip(int count)
    {
        if (_have < count)
        {
            Fill();
            if (_have < count)
            {
                throw new InvalidDataException();
            }
        }

        _bits <<= count;
        _have -= count;
    }

    /// <summary>The next bits as a number, 15 at most.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public int Take(int count)
    {
        var value = Peek() >> (16 - count);
        Skip(count);
        return value;
    }

    /// <summary>Ends the bits, of which only those that fill the last byte up may be left.</summary>
    /// <returns>Where the marker is that follows.</returns>
    /// <exception cref="EndOfStreamException">The file ends here.</exception>
    /// <exception cref="InvalidDataException">More is left than that.</exception>
    public int Close()
    {
        Fill();
        return _have < 8 && _ended ? _at : throw new InvalidDataException();
    }

    private void Fill()
    {
        while (!_ended && _have <= Window - 8)
        {
            // Any number of FF may stand before a marker.
            var next = _at;
            while (next < _file.Length - 1 && _file[next] == 0xFF && _file[next + 1] == 0xFF)
            {
                next++;
            }

            if (next >= _file.Length - 1)
            {
                throw new EndOfStreamException();
            }

            var value = _file[next];
            if (value == 0xFF && _file[next + 1] != 0)
            {
                _ended = true;
                break;
            }

            _bits |= (ulong)value << (Window - 8 - _have);
            _have += 8;
            _at = next + (value == 0xFF ? 2 : 1);
        }
    }
}
