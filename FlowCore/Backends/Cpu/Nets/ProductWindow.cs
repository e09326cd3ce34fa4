using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Stencils;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// The products of a convolution that multiplies first, <c>[(tap, channel), pixel]</c>, of a band and of the last pixels
/// before it: a window that moves through a part, so that the products of a pixel are made once and never leave the cache.
/// </summary>
/// <param name="cut">The parts and bands.</param>
/// <param name="stencil">The taps.</param>
/// <param name="channels">Channels of the sum.</param>
/// <param name="seams">Takes the products near the ends of parts.</param>
internal readonly unsafe struct ProductWindow(NetCut cut, Stencil stencil, int channels, Seams seams)
{
    private readonly int _rows = stencil.Taps * channels;
    private readonly int _first = Seams.Guard(stencil) + Seams.Kept(stencil);

    /// <summary>Floats from one row to the next.</summary>
    public long Stride { get; } = Seams.Kept(stencil) + cut.LongestBand + (2L * Seams.Guard(stencil));

    /// <summary>Floats of a window.</summary>
    public long Size => _rows * Stride;

    /// <summary>Where the products of a band's first pixel go, in row 0.</summary>
    public float* Band(float* memory) => memory + _first;

    /// <summary>Adds up the pixels whose products are all there once those of a band are, and moves on.</summary>
    /// <param name="part">The part.</param>
    /// <param name="band">The band's pixels.</param>
    /// <param name="memory">The window.</param>
    /// <param name="y">The sum.</param>
    /// <param name="accumulate">Whether y is added to.</param>
    public void Finish(int part, PixelRun band, float* memory, Planes y, bool accumulate)
    {
        var origin = Band(memory) - band.Start;
        var whole = cut.Part(part);
        var (isFirst, isLast) = (band.Start == whole.Start, band.End == whole.End);
        if (isFirst && part > 0)
        {
            seams.Keep(part, atStart: true, origin, Stride);
        }

        if (isLast && part < cut.Parts - 1)
        {
            seams.Keep(part, atStart: false, origin, Stride);
        }

        var start = !isFirst ? band.Start - stencil.Reach : part == 0 ? band.Start : band.Start + stencil.Reach;
        var end = isLast && part == cut.Parts - 1 ? band.End : band.End - stencil.Reach;
        ShiftedSum.Run<Identity>(
            origin, Stride, channels, stencil, start, end, null, y.Row(0) + start, y.Columns, accumulate);
        if (!isLast)
        {
            MoveOn(memory, band.Count);
        }
    }

    private void MoveOn(float* memory, long pixels)
    {
        var kept = Seams.Kept(stencil);
        var to = Band(memory) - kept;
        for (var row = 0; row < _rows; row++, to += Stride)
        {
            new ReadOnlySpan<float>(to + pixels, kept).CopyTo(new Span<float>(to, kept));
        }
    }
}
