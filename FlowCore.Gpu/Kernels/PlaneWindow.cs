namespace FlowCore.Gpu.Kernels;

/// <summary>Pixels counted from a corner in the planes of a tensor <c>[C, N, H, W]</c>; the corner may lie outside of them.</summary>
internal readonly struct PlaneWindow(int height, int width, int top, int left)
{
    private readonly int _height = height, _width = width, _top = top, _left = left;

    /// <summary>Whether the plane has a pixel.</summary>
    public bool Contains(int row, int column)
    {
        var (i, j) = (_top + row, _left + column);
        return i >= 0 && i < _height && j >= 0 && j < _width;
    }

    /// <summary>Where a pixel of plane <c>c·N + n</c> lies in the tensor.</summary>
    public long IndexOf(long plane, int row, int column) => (((plane * _height) + _top + row) * _width) + _left + column;
}
