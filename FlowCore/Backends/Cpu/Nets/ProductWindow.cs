using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Stencils;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// The products of a convolution that multiplies first, <c>[(tap, channel), pixel]</c>, of a block and of the last pixels
/// before it: a window that moves through a part, so that the products of a pixel are made once and never leave the cache.
/// </summary>
/// <param name="partition">The parts and blocks.</param>
/// <param name="stencil">The taps.</param>
/// <param name="channels">Channels of the sum.</param>
/// <param name="seams">Takes the products near the ends of parts.</param>
internal readonly unsafe struct ProductWindow(NetPartition partition, Stencil stencil, int channels, Seams seams)
{
    private readonly int _rows = stencil.Taps * channels;
    private readonly int _first = Seams.Guard(stencil) + Seams.Halo(stencil);

    /// <summary>Floats from one row to the next.</summary>
    public long Stride { get; } = Seams.Halo(stencil) + partition.LongestBlock + (2L * Seams.Guard(stencil));

    /// <summary>Floats of a window.</summary>
    public long Size => _rows * Stride;

    /// <summary>Where the products of a block's first pixel go, in row 0.</summary>
    public float* Block(float* memory) => memory + _first;

    /// <summary>Adds up the pixels whose products are all there once those of a block are, and moves on.</summary>
    /// <param name="part">The part.</param>
    /// <param name="block">The block's pixels.</param>
    /// <param name="memory">The window.</param>
    /// <param name="y">The sum.</param>
    /// <param name="accumulate">Whether y is added to.</param>
    public void Finish(int part, PixelRange block, float* memory, ChannelRows y, bool accumulate)
    {
        var origin = Block(memory) - block.Start;
        var whole = partition.Part(part);
        var (isFirst, isLast) = (block.Start == whole.Start, block.End == whole.End);
        if (isFirst && part > 0)
        {
            seams.Keep(part, atStart: true, origin, Stride);
        }

        if (isLast && part < partition.Parts - 1)
        {
            seams.Keep(part, atStart: false, origin, Stride);
        }

        var start = !isFirst ? block.Start - stencil.Reach : part == 0 ? block.Start : block.Start + stencil.Reach;
        var end = isLast && part == partition.Parts - 1 ? block.End : block.End - stencil.Reach;
        ShiftedSum.Run<Identity>(
            origin, Stride, channels, stencil, start, end, null, y.Row(0) + start, y.Columns, accumulate);
        if (!isLast)
        {
            MoveOn(memory, block.Count);
        }
    }

    private void MoveOn(float* memory, long pixels)
    {
        var halo = Seams.Halo(stencil);
        var to = Block(memory) - halo;
        for (var row = 0; row < _rows; row++, to += Stride)
        {
            new ReadOnlySpan<float>(to + pixels, halo).CopyTo(new Span<float>(to, halo));
        }
    }
}
