using FlowCore.Backends;
using FlowCore.Tensors;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>
/// A tensor <c>[G·C, N, H, W]</c> and the neighbours of its pixels that a convolution reads: tap (i, j) of a pixel lies
/// <c>origin + (i, j)·step</c> away, and the signs of both are those of the group's orientation.
/// </summary>
internal readonly struct Neighbourhood
{
    private readonly int _channels, _height, _width, _kernelWidth, _originY, _originX, _stepY, _stepX;
    private readonly OrientationBits _orientations;

    /// <param name="x">The tensor.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="channels">Channels of a group.</param>
    /// <param name="taps">The taps in the orientation top-left.</param>
    /// <param name="orientations">The orientations of the groups.</param>
    public Neighbourhood(ArrayView<float> x, Shape shape, int channels, StencilShape taps, OrientationBits orientations)
    {
        (Values, _channels, _height, _width, Columns) = (x, channels, shape.Height, shape.Width, shape.Columns);
        (_kernelWidth, Taps) = (taps.KernelWidth, taps.Taps);
        (_originY, _originX, _stepY, _stepX) = (taps.OriginY, taps.OriginX, taps.StepY, taps.StepX);
        _orientations = orientations;
    }

    /// <summary>The elements of the tensor.</summary>
    public readonly ArrayView<float> Values;

    /// <summary>How many taps there are.</summary>
    public readonly int Taps;

    /// <summary>Pixels of the batch, N·H·W.</summary>
    public readonly long Columns;

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

    /// <summary>Where in <see cref="Values"/> the neighbour of a column's pixel lies in a channel of a group.</summary>
    public long Index(int group, int channel, long column, PixelStep step) =>
        (((long)(group * _channels) + channel) * Columns) + column + step.Offset;

    /// <summary>The neighbour, or zero outside the image.</summary>
    public float Read(int group, int channel, long column, PixelPlace place, PixelStep step) =>
        IsInside(place, step) ? Values[Index(group, channel, column, step)] : 0f;
}
