using FlowCore.Backends;

namespace FlowCore.Gpu.Kernels;

/// <summary>
/// The neighbours that a convolution reads, in images of H×W: tap (i, j) of a pixel lies <c>origin + (i, j)·step</c>
/// away, and the signs of both are those of the group's orientation.
/// </summary>
internal readonly struct StencilArguments
{
    private readonly int _height, _width, _kernelWidth, _originY, _originX, _stepY, _stepX;
    private readonly OrientationBits _orientations;

    public StencilArguments(int height, int width, StencilShape shape, OrientationBits orientations)
    {
        (_height, _width, _kernelWidth, Taps) = (height, width, shape.KernelWidth, shape.Taps);
        (_originY, _originX, _stepY, _stepX) = (shape.OriginY, shape.OriginX, shape.StepY, shape.StepX);
        _orientations = orientations;
    }

    /// <summary>How many taps there are.</summary>
    public readonly int Taps;

    /// <summary>Where a tap of a group lies.</summary>
    public PixelStep Tap(int group, int tap)
    {
        var row = tap / _kernelWidth;
        var dy = (_originY + (row * _stepY)) * _orientations.RowSign(group);
        var dx = (_originX + ((tap - (row * _kernelWidth)) * _stepX)) * _orientations.ColumnSign(group);
        return new PixelStep(dy, dx, (dy * _width) + dx);
    }

    /// <summary>The row and column in its image of a column of the batch.</summary>
    public PixelPlace Place(long column)
    {
        var pixel = IndexMath.Remainder(column, _height * _width);
        var row = pixel / _width;
        return new PixelPlace(row, pixel - (row * _width));
    }

    /// <summary>Whether a step from a pixel stays inside its image.</summary>
    public bool IsInside(PixelPlace place, PixelStep step) =>
        (uint)(place.Row + step.Dy) < (uint)_height && (uint)(place.Column + step.Dx) < (uint)_width;
}
