namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>
/// How <c>[C, N·H·W]</c> is cut: each channel into parts of a fixed length. The cut depends on the shape alone, so that
/// sums over parts do not depend on the number of threads.
/// </summary>
/// <param name="Channels">Channels C.</param>
/// <param name="Columns">Elements of one channel, <c>N·H·W</c>.</param>
internal readonly record struct ChannelParts(int Channels, long Columns)
{
    // 32 KiB of floats: what one pass over a part loads is still in the nearest caches for the next.
    private const int Length = 8192;

    /// <summary>Parts of one channel.</summary>
    public int PerChannel => checked((int)((Columns + Length - 1) / Length));

    /// <summary>Parts of all channels.</summary>
    public int Count => checked(Channels * PerChannel);

    /// <summary>Elements of a part, but for the last of a channel.</summary>
    public long PartLength => Math.Min(Columns, Length);

    /// <summary>One of the parts, channel after channel.</summary>
    public ChannelPart this[long index]
    {
        get
        {
            var (channel, part) = Math.DivRem(index, PerChannel);
            var first = part * Length;
            return new ChannelPart((int)channel, (channel * Columns) + first, (int)Math.Min(Length, Columns - first));
        }
    }

    /// <summary>The parts of <c>[C, N, H, W]</c>.</summary>
    public static ChannelParts Of(Shape shape) => new(shape.Channels, shape.Columns);
}

/// <summary>A contiguous part of one channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Start">Elements from the start of the tensor.</param>
/// <param name="Count">Elements.</param>
internal readonly record struct ChannelPart(int Channel, long Start, int Count);
