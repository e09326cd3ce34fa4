namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>
/// How <c>[C, N·H·W]</c> is cut: each channel into pieces of a fixed length. The cut depends on the shape alone, so that
/// sums over pieces do not depend on the number of threads.
/// </summary>
/// <param name="Channels">Channels C.</param>
/// <param name="Columns">Elements of one channel, <c>N·H·W</c>.</param>
internal readonly record struct ChannelPieces(int Channels, long Columns)
{
    // 32 KiB of floats: what one pass over a piece loads is still in the nearest caches for the next.
    private const int Length = 8192;

    /// <summary>Pieces of one channel.</summary>
    public int PerChannel => checked((int)((Columns + Length - 1) / Length));

    /// <summary>Pieces of all channels.</summary>
    public int Count => checked(Channels * PerChannel);

    /// <summary>Elements of a piece, but for the last of a channel.</summary>
    public long PieceLength => Math.Min(Columns, Length);

    /// <summary>One of the pieces, channel after channel.</summary>
    public Piece this[long index]
    {
        get
        {
            var (channel, part) = Math.DivRem(index, PerChannel);
            var first = part * Length;
            return new Piece((int)channel, (channel * Columns) + first, (int)Math.Min(Length, Columns - first));
        }
    }

    /// <summary>The pieces of <c>[C, N, H, W]</c>.</summary>
    public static ChannelPieces Of(Shape shape) => new(shape.Channels, shape.Columns);
}

/// <summary>A contiguous part of one channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Start">Elements from the start of the tensor.</param>
/// <param name="Count">Elements.</param>
internal readonly record struct Piece(int Channel, long Start, int Count);
