using FlowCore.Backends.Cpu.Stencils;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// A batch cut into blocks of about a given number of pixels: several whole images, or, where one image is larger, rows of
/// it with the rows around them that the stencil reaches.
/// </summary>
internal sealed class HaloBlocks
{
    private readonly Stencil _stencil;
    private readonly long _columns;
    private readonly int _imagesPerBlock;
    private readonly int _rowsPerBlock;
    private readonly int _blocksPerImage;
    private readonly int _halo;

    public HaloBlocks(long columns, Stencil stencil, int target)
    {
        (_columns, _stencil) = (columns, stencil);
        _halo = (stencil.Reach + stencil.Width - 1) / stencil.Width;
        _imagesPerBlock = Math.Max(1, target / stencil.Plane);
        _rowsPerBlock = Math.Clamp(Math.Max(target / stencil.Width, 2 * _halo), 1, stencil.Height);
        _blocksPerImage = (stencil.Height + _rowsPerBlock - 1) / _rowsPerBlock;
        var images = columns / stencil.Plane;
        Count = checked((int)(_blocksPerImage == 1
            ? (images + _imagesPerBlock - 1) / _imagesPerBlock
            : images * _blocksPerImage));
    }

    /// <summary>How many blocks.</summary>
    public int Count { get; }

    /// <summary>The most input pixels of a block.</summary>
    public long LongestInput => _blocksPerImage == 1
        ? (long)_imagesPerBlock * _stencil.Plane
        : (long)Math.Min(_stencil.Height, _rowsPerBlock + (2 * _halo)) * _stencil.Width;

    public HaloBlock this[int index]
    {
        get
        {
            if (_blocksPerImage == 1)
            {
                var start = (long)index * _imagesPerBlock * _stencil.Plane;
                var end = Math.Min(_columns, start + ((long)_imagesPerBlock * _stencil.Plane));
                return new HaloBlock(start, end, start, end);
            }

            var (image, block) = Math.DivRem(index, _blocksPerImage);
            var origin = (long)image * _stencil.Plane;
            var top = block * _rowsPerBlock;
            var bottom = Math.Min(_stencil.Height, top + _rowsPerBlock);
            return new HaloBlock(
                origin + ((long)top * _stencil.Width),
                origin + ((long)bottom * _stencil.Width),
                origin + ((long)Math.Max(0, top - _halo) * _stencil.Width),
                origin + ((long)Math.Min(_stencil.Height, bottom + _halo) * _stencil.Width));
        }
    }
}
