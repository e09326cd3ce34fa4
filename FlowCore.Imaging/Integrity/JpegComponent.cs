namespace FlowCore.Imaging.Integrity;

/// <summary>One channel of a JPEG, and what its scans have brought so far.</summary>
internal sealed class JpegComponent
{
    private const int Coefficients = 64;

    // Bits that are still to come of each coefficient, of one that has not begun Unknown.
    private const int Unknown = -1;
    private readonly int[] _missing = new int[Coefficients];
    private ulong[]? _nonZero;

    /// <summary>A channel of which nothing has come yet.</summary>
    /// <param name="id">What scans call it.</param>
    /// <param name="across">Blocks of a unit of interleaved scans, from left to right.</param>
    /// <param name="down">Blocks of a unit, from top to bottom.</param>
    public JpegComponent(byte id, int across, int down)
    {
        (Id, Across, Down) = (id, across, down);
        _missing.AsSpan().Fill(Unknown);
    }

    /// <summary>What scans call it.</summary>
    public byte Id { get; }

    /// <summary>Blocks of a unit of interleaved scans, from left to right.</summary>
    public int Across { get; }

    /// <summary>Blocks of a unit of interleaved scans, from top to bottom.</summary>
    public int Down { get; }

    /// <summary>Blocks from left to right that have pixels in them.</summary>
    public int Width { get; private set; }

    /// <summary>Blocks from top to bottom that have pixels in them.</summary>
    public int Height { get; private set; }

    /// <summary>Blocks from one row to the next: those of whole units.</summary>
    public int Stride { get; private set; }

    /// <summary>Whether every bit of every coefficient has come.</summary>
    public bool IsWhole => _missing.All(bits => bits == 0);

    /// <summary>Which coefficients of each block are not 0 so far, a bit each.</summary>
    public ulong[] NonZero => _nonZero ??= new ulong[Stride * Rows];

    private int Rows { get; set; }

    /// <summary>Says how large the picture is.</summary>
    /// <param name="size">Its rows and columns.</param>
    /// <param name="units">Rows and columns of units.</param>
    /// <param name="across">The most blocks of a unit that a component has from left to right.</param>
    /// <param name="down">The most from top to bottom.</param>
    public void Lay(JpegExtent size, JpegExtent units, int across, int down)
    {
        const int Block = 8;
        (Width, Height) = (Blocks(size.Width, Across, across), Blocks(size.Height, Down, down));
        (Stride, Rows) = (units.Width * Across, units.Height * Down);

        static int Blocks(int side, int part, int whole) =>
            (((((side * part) + whole - 1) / whole) + Block - 1) / Block);
    }

    /// <summary>Takes note of what a scan brings.</summary>
    /// <param name="first">The first coefficient.</param>
    /// <param name="last">The last.</param>
    /// <param name="known">Bits that were missing after the scan before, 0 where this is the first of these coefficients.</param>
    /// <param name="left">Bits that are missing after this one.</param>
    /// <exception cref="InvalidDataException">It does not go on where the scans before it ended.</exception>
    public void Bring(int first, int last, int known, int left)
    {
        for (var k = first; k <= last; k++)
        {
            if (known == 0 ? _missing[k] != Unknown : _missing[k] != known || left != known - 1)
            {
                throw new InvalidDataException();
            }

            _missing[k] = left;
        }
    }
}
