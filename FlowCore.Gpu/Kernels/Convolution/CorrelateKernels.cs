using FlowCore.Gpu.Kernels.Lanes;
using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Convolution;

// A convolution, masked or not, and its gradient with respect to the input are one product:
//
//     y[g, o, p] (+)= f(b[o] + Σ_δ Σ_i w(g, o, i, δ)·x[g, i, p + step(g, δ)])
//
// with x and y [G·C, N·H·W] and zero outside an image. The sum runs over taps and, inside a tap, over channels, so that
// the place of a neighbour is found once for a tap and not for each product; its order depends on the shape of w alone.

/// <summary>What both forms of the product are given.</summary>
internal readonly struct Correlation(
    Neighbourhood x, ArrayView<float> w, ArrayView<float> bias, ArrayView<float> y, KernelStrides kernel, bool hasBias, bool accumulate)
{
    public readonly Neighbourhood X = x;
    public readonly ArrayView<float> W = w;
    public readonly KernelStrides Kernel = kernel;
    private readonly ArrayView<float> _bias = bias, _y = y;
    private readonly byte _hasBias = hasBias ? (byte)1 : (byte)0, _accumulate = accumulate ? (byte)1 : (byte)0;

    /// <summary>Writes a finished sum; places past the end are left alone.</summary>
    public void Finish<TActivation>(int group, int output, long column, float sum)
        where TActivation : struct, IActivation
    {
        if (output < Kernel.Outputs && column < X.Columns)
        {
            var channel = (group * Kernel.Outputs) + output;
            var index = (channel * X.Columns) + column;
            var value = TActivation.Forward(_hasBias != 0 ? _bias[channel] + sum : sum);
            _y[index] = _accumulate != 0 ? _y[index] + value : value;
        }
    }
}

/// <summary>A thread's outputs, from its first one on.</summary>
internal readonly struct CorrelationSink<TActivation>(Correlation work, int group, int output, long column) : ISumSink
    where TActivation : struct, IActivation
{
    private readonly Correlation _work = work;
    private readonly int _group = group, _output = output;
    private readonly long _column = column;

    public void Write(int row, int lane, float sum) => _work.Finish<TActivation>(_group, _output + row, _column + lane, sum);
}

/// <summary>
/// A group of threads makes a tile of outputs × columns: panels of both factors go through shared memory, and each
/// thread keeps <see cref="FourSums{TLanes}"/>. Grid: tiles of columns, of outputs, groups of channels.
/// </summary>
internal readonly struct CorrelateTiledKernel<TActivation, TLanes, TDepth>(Correlation work, int rowBits, int columnBits)
    : IGroupKernel
    where TActivation : struct, IActivation
    where TLanes : struct, ILanes<TLanes>
    where TDepth : struct, IPanelDepth
{
    private readonly Correlation _work = work;
    private readonly int _rowBits = rowBits, _columnBits = columnBits;

    public void Run()
    {
        var left = SharedMemory.Allocate<float>(TDepth.Rows * (Panels.MostRows + Panels.Slack));
        var right = SharedMemory.Allocate<float>(TDepth.Rows * (Panels.MostColumns + Panels.Slack));
        var acrossBits = _columnBits - TLanes.Bits;
        var row = (Group.IdxX >> acrossBits) << FourSums<TLanes>.RowBits;
        var column = (Group.IdxX & ((1 << acrossBits) - 1)) << TLanes.Bits;
        var sums = FourSums<TLanes>.Zero;

        // Of the columns that a thread loads, the first is most often the only one: it is placed in its image once.
        var place = _work.X.Place(FirstColumn + (Group.IdxX & ((1 << _columnBits) - 1)));
        for (var tap = 0; tap < _work.X.Taps; tap++)
        {
            var step = _work.X.Tap(Grid.IdxZ, tap);
            for (var first = 0; first < _work.Kernel.Inputs; first += TDepth.Rows)
            {
                LoadLeft(left, tap, first);
                LoadRight(right, place, step, first);
                Group.Barrier();
                sums = sums.PlusProduct(
                    left.SubView(row), Panels.Stride(_rowBits), right.SubView(column), Panels.Stride(_columnBits), TDepth.Rows);
                Group.Barrier();
            }
        }

        sums.WriteTo(new CorrelationSink<TActivation>(_work, Grid.IdxZ, FirstRow + row, FirstColumn + column));
    }

    private int FirstRow => Grid.IdxY << _rowBits;

    private long FirstColumn => (long)Grid.IdxX << _columnBits;

    /// <summary><c>left[k, o] = w(o, first + k, tap)</c>, zero past the ends.</summary>
    private void LoadLeft(ArrayView<float> left, int tap, int first)
    {
        var (firstK, rows) = (Group.IdxX >> _rowBits, Math.Max(1, Group.DimX >> _rowBits));
        for (var lane = Group.IdxX & ((1 << _rowBits) - 1); lane < 1 << _rowBits; lane += Group.DimX)
        {
            var output = FirstRow + lane;
            var count = output < _work.Kernel.Outputs ? _work.Kernel.Inputs - first : 0;
            var from = _work.Kernel.Index(Grid.IdxZ, output, first + firstK, tap);
            for (var k = firstK; k < TDepth.Rows; k += rows)
            {
                left[(k * Panels.Stride(_rowBits)) + lane] = k < count ? _work.W[from] : 0f;
                from += rows * _work.Kernel.InputStride;
            }
        }
    }

    /// <summary><c>right[k, p] = x[first + k, p + step]</c>, zero past the ends and outside the image.</summary>
    private void LoadRight(ArrayView<float> right, PixelPlace place, PixelStep step, int first)
    {
        var (firstK, rows) = (Group.IdxX >> _columnBits, Math.Max(1, Group.DimX >> _columnBits));
        for (var lane = Group.IdxX & ((1 << _columnBits) - 1); lane < 1 << _columnBits; lane += Group.DimX)
        {
            var column = FirstColumn + lane;
            if (lane >= Group.DimX)
            {
                place = _work.X.Place(column);
            }

            var count = column < _work.X.Columns && _work.X.IsInside(place, step) ? _work.Kernel.Inputs - first : 0;
            var from = _work.X.Index(Grid.IdxZ, first + firstK, column, step);
            for (var k = firstK; k < TDepth.Rows; k += rows)
            {
                right[(k * Panels.Stride(_columnBits)) + lane] = k < count ? _work.X.Values[from] : 0f;
                from += rows * _work.X.Columns;
            }
        }
    }
}

/// <summary>
/// The product without shared memory, for devices whose barriers do not cover it: a thread makes four outputs of a
/// column. The launch's channels are tiles of four outputs, group by group.
/// </summary>
internal readonly struct CorrelateKernel<TActivation>(Correlation work, int tiles) : IChannelKernel
    where TActivation : struct, IActivation
{
    private readonly Correlation _work = work;
    private readonly int _tiles = tiles;

    public void Run(int channel, long column)
    {
        var group = channel / _tiles;
        var output = (channel - (group * _tiles)) * FourSums<OneLane>.Rows;
        var place = _work.X.Place(column);
        var sums = FourSums<OneLane>.Zero;
        for (var tap = 0; tap < _work.X.Taps; tap++)
        {
            var step = _work.X.Tap(group, tap);
            for (var input = 0; input < _work.Kernel.Inputs; input++)
            {
                sums = sums.Plus(
                    Weight(group, output, input, tap),
                    Weight(group, output + 1, input, tap),
                    Weight(group, output + 2, input, tap),
                    Weight(group, output + 3, input, tap),
                    new OneLane(_work.X.Read(group, input, column, place, step)));
            }
        }

        sums.WriteTo(new CorrelationSink<TActivation>(_work, group, output, column));
    }

    // Past the last output the last one's weight is read again: its sum is thrown away.
    private float Weight(int group, int output, int input, int tap)
    {
        var last = _work.Kernel.Outputs - 1;
        return _work.W[_work.Kernel.Index(group, output < last ? output : last, input, tap)];
    }
}
