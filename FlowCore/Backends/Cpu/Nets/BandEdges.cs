using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// What a band of rows gives to the rows above and below it, when a convolution that multiplied first adds its products up:
/// kept apart while bands run in any order, and added in one order after.
/// </summary>
internal sealed unsafe class BandEdges
{
    private readonly NetBands _bands;
    private readonly Stencil _stencil;
    private readonly int _channels;
    private readonly int _size;
    private readonly float* _memory;

    /// <param name="bands">The cut.</param>
    /// <param name="stencil">The taps of the products.</param>
    /// <param name="channels">Channels of the sum.</param>
    /// <param name="memory"><see cref="Size"/> floats.</param>
    public BandEdges(NetBands bands, Stencil stencil, int channels, float* memory)
    {
        (_bands, _stencil, _channels) = (bands, stencil, channels);
        _memory = memory;
        _size = RowsOf(stencil) * stencil.Width;
    }

    /// <summary>Floats that all edges take; none where bands are whole images.</summary>
    public static long Size(NetBands bands, Stencil stencil, int channels) =>
        bands.PerImage == 1 ? 0 : 2L * bands.Count * channels * RowsOf(stencil) * stencil.Width;

    /// <summary>
    /// Floats that must be memory on either side of a band's products: a shifted vector may start or end outside the band.
    /// They must be zero where bands are rows, and may hold anything where they are whole images, whose masks hide them.
    /// </summary>
    /// <remarks>An edge starts a few rows outside, its vectors end up to a vector later, and their taps reach on from there.</remarks>
    public static int Guard(Stencil stencil)
    {
        var floats = (RowsOf(stencil) * stencil.Width) + Lanes.Width + stencil.Reach;
        return (floats + Lanes.Width - 1) / Lanes.Width * Lanes.Width;
    }

    /// <summary>Adds up a band's products for its own pixels, and for its edges.</summary>
    /// <param name="index">The band.</param>
    /// <param name="products">Row 0 of the products at the band's first pixel, with guards around every row.</param>
    /// <param name="stride">Floats from one row of products to the next.</param>
    /// <param name="y">The sum.</param>
    /// <param name="accumulate">Whether y is added to.</param>
    public void Sum(int index, float* products, long stride, Planes y, bool accumulate)
    {
        var (start, end) = _bands[index];
        var origin = products - start;
        if (_bands.PerImage > 1)
        {
            ClearGuards(products, stride, end - start);
            var (above, below) = Edges(index);
            Run(origin, stride, above.Start, above.End, Edge(index, isBelow: false), _size, accumulate: false);
            Run(origin, stride, below.Start, below.End, Edge(index, isBelow: true), _size, accumulate: false);
        }

        Run(origin, stride, start, end, y.Row(0) + start, y.Columns, accumulate);
    }

    /// <summary>Adds every edge to the rows where it belongs.</summary>
    public void AddTo(CpuBackend backend, Planes y)
    {
        if (_bands.PerImage == 1)
        {
            return;
        }

        var images = _bands.Count / _bands.PerImage;
        backend.Team.For(images, (image, _) =>
        {
            for (var index = image * _bands.PerImage; index < (image + 1) * _bands.PerImage; index++)
            {
                var (above, below) = Edges(index);
                Add(Edge(index, isBelow: false), above, y);
                Add(Edge(index, isBelow: true), below, y);
            }
        });
    }

    private static int RowsOf(Stencil stencil) => (stencil.Reach + stencil.Width - 1) / stencil.Width;

    private float* Edge(int index, bool isBelow) => _memory + (((2L * index) + (isBelow ? 1 : 0)) * _channels * _size);

    /// <summary>The pixels above and below a band that its taps reach, inside the image.</summary>
    private ((long Start, long End) Above, (long Start, long End) Below) Edges(int index)
    {
        var (start, end) = _bands[index];
        var image = (long)(index / _bands.PerImage) * _stencil.Plane;
        return ((Math.Max(image, start - _size), start), (end, Math.Min(image + _stencil.Plane, end + _size)));
    }

    private void Run(float* origin, long stride, long start, long end, float* to, long strideOfTo, bool accumulate) =>
        ShiftedSum.Run<Identity>(origin, stride, _channels, _stencil, start, end, null, to, strideOfTo, accumulate);

    private void ClearGuards(float* products, long stride, long pixels)
    {
        var guard = Guard(_stencil);
        for (var row = 0; row < _stencil.Taps * _channels; row++)
        {
            var first = products + (row * stride);
            new Span<float>(first - guard, guard).Clear();
            new Span<float>(first + pixels, guard).Clear();
        }
    }

    private void Add(float* edge, (long Start, long End) pixels, Planes y)
    {
        for (var channel = 0; channel < _channels; channel++)
        {
            Lanes.Map(
                default(Activated<Identity>),
                edge + ((long)channel * _size),
                y.Row(channel) + pixels.Start,
                pixels.End - pixels.Start,
                accumulate: true);
        }
    }
}
