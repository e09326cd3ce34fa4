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

/// <summary>
/// A group of threads makes a block of outputs × columns: panels of both factors go through shared memory, and each
/// thread keeps a 4×4 <see cref="Tile"/>. Grid: column blocks, output blocks, groups of channels.
/// </summary>
internal readonly struct CorrelateTiledKernel<TActivation>(Correlation work, int downBits, int acrossBits, int depth)
    : IGroupKernel
    where TActivation : struct, IActivation
{
    /// <summary>The most channels of a panel.</summary>
    public const int MostDepth = 16;

    // Launching.TileShape: at most 16 tiles down and 64 across.
    private const int LeftFloats = MostDepth * 16 * Tile.Side, RightFloats = MostDepth * 64 * Tile.Side;

    private readonly Correlation _work = work;
    private readonly int _downBits = downBits, _acrossBits = acrossBits, _depth = depth;

    public void Run()
    {
        var left = SharedMemory.Allocate<float>(LeftFloats);
        var right = SharedMemory.Allocate<float>(RightFloats);
        var down = Group.IdxX >> _acrossBits;
        var across = Group.IdxX & ((1 << _acrossBits) - 1);
        var tile = default(Tile);

        // Of the columns that a thread loads, the first is most often the only one: it is placed in its image once.
        var place = _work.X.Place(Column(Group.IdxX & ((Tile.Side << _acrossBits) - 1)));
        for (var tap = 0; tap < _work.X.Taps; tap++)
        {
            var step = _work.X.Tap(Grid.IdxZ, tap);
            for (var first = 0; first < _work.Kernel.Inputs; first += _depth)
            {
                LoadLeft(left, tap, first);
                LoadRight(right, place, step, first);
                Group.Barrier();
                tile.MultiplyAdd(
                    left.Cast<Float4>().SubView(down), 1 << _downBits, right.Cast<Float4>().SubView(across), 1 << _acrossBits, _depth);
                Group.Barrier();
            }
        }

        Finish((Grid.IdxY << _downBits) + down, ((long)Grid.IdxX << _acrossBits) + across, tile);
    }

    private long Column(int lane) => ((long)Grid.IdxX * (Tile.Side << _acrossBits)) + lane;

    /// <summary><c>left[k, o] = w(o, first + k, tap)</c>, zero past the ends.</summary>
    private void LoadLeft(ArrayView<float> left, int tap, int first)
    {
        var bits = _downBits + Tile.SideBits;
        var rows = Math.Max(1, Group.DimX >> bits);
        for (var lane = Group.IdxX & ((1 << bits) - 1); lane < 1 << bits; lane += Group.DimX)
        {
            var output = (Grid.IdxY << bits) + lane;
            for (var k = Group.IdxX >> bits; k < _depth; k += rows)
            {
                left[(k << bits) + lane] = first + k < _work.Kernel.Inputs && output < _work.Kernel.Outputs
                    ? _work.W[_work.Kernel.Index(Grid.IdxZ, output, first + k, tap)]
                    : 0f;
            }
        }
    }

    /// <summary><c>right[k, p] = x[first + k, p + step]</c>, zero past the ends and outside the image.</summary>
    private void LoadRight(ArrayView<float> right, PixelPlace place, PixelStep step, int first)
    {
        var bits = _acrossBits + Tile.SideBits;
        var rows = Math.Max(1, Group.DimX >> bits);
        for (var lane = Group.IdxX & ((1 << bits) - 1); lane < 1 << bits; lane += Group.DimX)
        {
            var column = Column(lane);
            if (lane >= Group.DimX)
            {
                place = _work.X.Place(column);
            }

            var isRead = column < _work.X.Columns && _work.X.IsInside(place, step);
            var index = _work.X.Index(Grid.IdxZ, first, column, step);
            for (var k = Group.IdxX >> bits; k < _depth; k += rows)
            {
                right[(k << bits) + lane] = isRead && first + k < _work.Kernel.Inputs
                    ? _work.X.Values[index + (k * _work.X.Columns)]
                    : 0f;
            }
        }
    }

    private void Finish(int tileRow, long tileColumn, Tile tile)
    {
        var (output, column) = (tileRow * Tile.Side, tileColumn * Tile.Side);
        Finish(output, column, tile.Row0);
        Finish(output + 1, column, tile.Row1);
        Finish(output + 2, column, tile.Row2);
        Finish(output + 3, column, tile.Row3);
    }

    private void Finish(int output, long column, Float4 sums)
    {
        _work.Finish<TActivation>(Grid.IdxZ, output, column, sums.X);
        _work.Finish<TActivation>(Grid.IdxZ, output, column + 1, sums.Y);
        _work.Finish<TActivation>(Grid.IdxZ, output, column + 2, sums.Z);
        _work.Finish<TActivation>(Grid.IdxZ, output, column + 3, sums.W);
    }
}

/// <summary>
/// The product without shared memory, for devices whose barriers do not cover it: a thread makes four outputs of a
/// column. The launch's channels are blocks of four outputs, group by group.
/// </summary>
internal readonly struct CorrelateKernel<TActivation>(Correlation work, int blocks) : IChannelKernel
    where TActivation : struct, IActivation
{
    private readonly Correlation _work = work;
    private readonly int _blocks = blocks;

    public void Run(int channel, long column)
    {
        var group = channel / _blocks;
        var output = (channel - (group * _blocks)) * Tile.Side;
        var place = _work.X.Place(column);
        var sums = default(Float4);
        for (var tap = 0; tap < _work.X.Taps; tap++)
        {
            var step = _work.X.Tap(group, tap);
            for (var input = 0; input < _work.Kernel.Inputs; input++)
            {
                sums.MultiplyAdd(_work.X.Read(group, input, column, place, step), Weights(group, output, input, tap));
            }
        }

        _work.Finish<TActivation>(group, output, column, sums.X);
        _work.Finish<TActivation>(group, output + 1, column, sums.Y);
        _work.Finish<TActivation>(group, output + 2, column, sums.Z);
        _work.Finish<TActivation>(group, output + 3, column, sums.W);
    }

    // Past the last output the last weight is read again: its sum is thrown away.
    private Float4 Weights(int group, int output, int input, int tap)
    {
        var last = _work.Kernel.Outputs - 1;
        return new Float4
        {
            X = Weight(group, output, input, tap),
            Y = Weight(group, output + 1 < last ? output + 1 : last, input, tap),
            Z = Weight(group, output + 2 < last ? output + 2 : last, input, tap),
            W = Weight(group, output + 3 < last ? output + 3 : last, input, tap),
        };
    }

    private float Weight(int group, int output, int input, int tap) => _work.W[_work.Kernel.Index(group, output, input, tap)];
}
