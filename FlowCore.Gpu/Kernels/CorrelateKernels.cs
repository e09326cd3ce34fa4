using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels;

// A convolution, masked or not, and its gradient with respect to the input are one product:
//
//     y[g, o, p] (+)= f(b[o] + Σ_δ Σ_i w(g, o, i, δ)·x[g, i, p + step(g, δ)])
//
// with x and y [G·C, N·H·W] and zero outside an image. The sum runs over taps and, inside a tap, over channels, so that
// the place of a neighbour is found once for a tap and not for each product; its order depends on the shape of w alone.

/// <summary>What both forms of the product are given.</summary>
internal readonly struct Correlation(
    ArrayView<float> x, ArrayView<float> w, ArrayView<float> bias, ArrayView<float> y,
    KernelStrides kernel, StencilArguments stencil, long columns, bool hasBias, bool accumulate)
{
    public readonly ArrayView<float> X = x, W = w, Bias = bias, Y = y;
    public readonly KernelStrides Kernel = kernel;
    public readonly StencilArguments Stencil = stencil;
    public readonly long Columns = columns;
    private readonly byte _hasBias = hasBias ? (byte)1 : (byte)0, _accumulate = accumulate ? (byte)1 : (byte)0;

    /// <summary>The neighbour of a column in a channel of a group, or zero.</summary>
    public float Neighbour(int group, int input, long column, PixelPlace place, PixelStep step) =>
        Stencil.IsInside(place, step) ? X[(((long)(group * Kernel.Inputs) + input) * Columns) + column + step.Offset] : 0f;

    /// <summary>Writes a finished sum; places past the end are left alone.</summary>
    public void Finish<TActivation>(int group, int output, long column, float sum)
        where TActivation : struct, IActivation
    {
        if (output < Kernel.Outputs && column < Columns)
        {
            var channel = (group * Kernel.Outputs) + output;
            var index = (channel * Columns) + column;
            var value = TActivation.Forward(_hasBias != 0 ? Bias[channel] + sum : sum);
            Y[index] = _accumulate != 0 ? Y[index] + value : value;
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
        for (var tap = 0; tap < _work.Stencil.Taps; tap++)
        {
            for (var first = 0; first < _work.Kernel.Inputs; first += _depth)
            {
                LoadLeft(left, tap, first);
                LoadRight(right, tap, first);
                Group.Barrier();
                tile.MultiplyAdd(
                    left.Cast<Float4>().SubView(down), 1 << _downBits, right.Cast<Float4>().SubView(across), 1 << _acrossBits, _depth);
                Group.Barrier();
            }
        }

        Finish((Grid.IdxY << _downBits) + down, ((long)Grid.IdxX << _acrossBits) + across, tile);
    }

    /// <summary><c>left[k, o] = w(o, first + k, tap)</c>, zero past the ends.</summary>
    private void LoadLeft(ArrayView<float> left, int tap, int first)
    {
        var rowBits = _downBits + 2;
        var firstRow = Grid.IdxY << rowBits;
        for (var index = Group.IdxX; index < _depth << rowBits; index += Group.DimX)
        {
            var (input, output) = (first + (index >> rowBits), firstRow + (index & ((1 << rowBits) - 1)));
            left[index] = input < _work.Kernel.Inputs && output < _work.Kernel.Outputs
                ? _work.W[_work.Kernel.Index(Grid.IdxZ, output, input, tap)]
                : 0f;
        }
    }

    /// <summary><c>right[k, p] = x[first + k, p + step]</c>, zero past the ends and outside the image.</summary>
    private void LoadRight(ArrayView<float> right, int tap, int first)
    {
        var columnBits = _acrossBits + 2;
        var step = _work.Stencil.Tap(Grid.IdxZ, tap);
        var rows = Group.DimX >> columnBits;
        var firstRow = Group.IdxX >> columnBits;
        for (var lane = Group.IdxX & ((1 << columnBits) - 1); lane < 1 << columnBits; lane += Group.DimX)
        {
            var column = ((long)Grid.IdxX << columnBits) + lane;
            var place = _work.Stencil.Place(column);
            for (var k = firstRow; k < _depth; k += rows > 0 ? rows : 1)
            {
                right[(k << columnBits) + lane] = first + k < _work.Kernel.Inputs && column < _work.Columns
                    ? _work.Neighbour(Grid.IdxZ, first + k, column, place, step)
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
        var place = _work.Stencil.Place(column);
        var sums = default(Float4);
        for (var tap = 0; tap < _work.Stencil.Taps; tap++)
        {
            var step = _work.Stencil.Tap(group, tap);
            for (var input = 0; input < _work.Kernel.Inputs; input++)
            {
                sums.MultiplyAdd(_work.Neighbour(group, input, column, place, step), Weights(group, output, input, tap));
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
