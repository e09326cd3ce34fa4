using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary>
/// <c>y[4c + 2dy + dx, n, i, j] (+)= x[c, n, 2i + dy, 2j + dx]</c>; one element an element of y, a channel of which has
/// <c>rows = N·h</c> rows of <c>width = w</c>.
/// </summary>
internal readonly struct SqueezeKernel(ArrayView<float> x, long rows, int width, Destination y) : IChannelKernel
{
    private readonly ArrayView<float> _x = x;
    private readonly long _rows = rows;
    private readonly int _width = width;
    private readonly Destination _y = y;

    public void Run(int channel, long column)
    {
        // Rows of all samples follow each other: row r of a channel of y comes from rows 2r and 2r + 1 of x.
        var row = IndexMath.Divide(column, _width);
        var j = column - (row * _width);
        var fineRow = (2 * (((channel >> 2) * _rows) + row)) + ((channel >> 1) & 1);
        var fine = (2 * ((fineRow * _width) + j)) + (channel & 1);
        _y.Put((channel * _rows * _width) + column, _x[fine]);
    }
}

/// <summary>
/// <c>x[c, n, 2i + dy, 2j + dx] (+)= y[4c + 2dy + dx, n, i, j]</c>; one element an element of x, with rows and width as in
/// <see cref="SqueezeKernel"/>.
/// </summary>
internal readonly struct UnsqueezeKernel(ArrayView<float> y, long rows, int width, Destination x) : IChannelKernel
{
    private readonly ArrayView<float> _y = y;
    private readonly long _rows = rows;
    private readonly int _width = width;
    private readonly Destination _x = x;

    public void Run(int channel, long column)
    {
        var fineWidth = 2 * _width;
        var fineRow = IndexMath.Divide(column, fineWidth);
        var fineColumn = column - (fineRow * fineWidth);
        var coarseChannel = (4L * channel) + (2 * (fineRow & 1)) + (fineColumn & 1);
        var coarse = (((coarseChannel * _rows) + (fineRow >> 1)) * _width) + (fineColumn >> 1);
        _x.Put((4 * channel * _rows * _width) + column, _y[coarse]);
    }
}

/// <summary>
/// <c>y (+)= x</c> where x has a pixel, else 0; one element a pixel of a window of <c>height·width</c> in each plane of y, which has
/// what lies at the same place of another window of x.
/// </summary>
internal readonly struct MoveImagesKernel(
    ArrayView<float> x, PlaneWindow from, Destination y, PlaneWindow to, int samples, int height, int width) : IChannelKernel
{
    private readonly ArrayView<float> _x = x;
    private readonly PlaneWindow _from = from, _to = to;
    private readonly Destination _y = y;
    private readonly int _samples = samples, _height = height, _width = width;

    public void Run(int channel, long column)
    {
        var sample = IndexMath.Divide(column, _height * _width);
        var pixel = (int)(column - (sample * _height * _width));
        var row = pixel / _width;
        var place = pixel - (row * _width);
        var plane = ((long)channel * _samples) + sample;
        var value = 0f;
        if (_from.Contains(row, place))
        {
            value = _x[_from.IndexOf(plane, row, place)];
        }

        _y.Put(_to.IndexOf(plane, row, place), value);
    }
}

/// <summary>
/// <c>y[p, n, c] (+)= x[c, n, p]</c> with <c>C = channels</c>, <c>N = samples</c> and <c>P = pixels</c>; one element an element of
/// y, so that neighbours write side by side and what they read side by side is of the next channel of y.
/// </summary>
internal readonly struct ExchangePixelsKernel(ArrayView<float> x, int channels, int samples, int pixels, Destination y) : IChannelKernel
{
    private readonly ArrayView<float> _x = x;
    private readonly int _channels = channels;
    private readonly int _samples = samples;
    private readonly int _pixels = pixels;
    private readonly Destination _y = y;

    public void Run(int channel, long column)
    {
        var sample = IndexMath.Divide(column, _channels);
        var c = column - (sample * _channels);
        var from = (((c * _samples) + sample) * _pixels) + channel;
        _y.Put(((long)channel * _samples * _channels) + column, _x[from]);
    }
}
