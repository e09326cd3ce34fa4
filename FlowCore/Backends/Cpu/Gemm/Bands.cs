using FlowCore.Backends.Cpu.Stencils;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// A batch cut into bands of about a given number of pixels: several whole images, or, where one image is larger, rows of
/// it with the rows around them that the stencil reaches.
/// </summary>
internal sealed class Bands
{
    private readonly Stencil _stencil;
    private readonly long _columns;
    private readonly int _imagesPerBand;
    private readonly int _rowsPerBand;
    private readonly int _bandsPerImage;
    private readonly int _halo;

    public Bands(long columns, Stencil stencil, int target)
    {
        (_columns, _stencil) = (columns, stencil);
        _halo = (stencil.Reach + stencil.Width - 1) / stencil.Width;
        _imagesPerBand = Math.Max(1, target / stencil.Plane);
        _rowsPerBand = Math.Clamp(Math.Max(target / stencil.Width, 2 * _halo), 1, stencil.Height);
        _bandsPerImage = (stencil.Height + _rowsPerBand - 1) / _rowsPerBand;
        var images = columns / stencil.Plane;
        Count = checked((int)(_bandsPerImage == 1
            ? (images + _imagesPerBand - 1) / _imagesPerBand
            : images * _bandsPerImage));
    }

    /// <summary>How many bands.</summary>
    public int Count { get; }

    /// <summary>The most input pixels of a band.</summary>
    public long LongestInput => _bandsPerImage == 1
        ? (long)_imagesPerBand * _stencil.Plane
        : (long)Math.Min(_stencil.Height, _rowsPerBand + (2 * _halo)) * _stencil.Width;

    public Band this[int index]
    {
        get
        {
            if (_bandsPerImage == 1)
            {
                var start = (long)index * _imagesPerBand * _stencil.Plane;
                var end = Math.Min(_columns, start + ((long)_imagesPerBand * _stencil.Plane));
                return new Band(start, end, start, end);
            }

            var (image, band) = Math.DivRem(index, _bandsPerImage);
            var origin = (long)image * _stencil.Plane;
            var top = band * _rowsPerBand;
            var bottom = Math.Min(_stencil.Height, top + _rowsPerBand);
            return new Band(
                origin + ((long)top * _stencil.Width),
                origin + ((long)bottom * _stencil.Width),
                origin + ((long)Math.Max(0, top - _halo) * _stencil.Width),
                origin + ((long)Math.Min(_stencil.Height, bottom + _halo) * _stencil.Width));
        }
    }
}
