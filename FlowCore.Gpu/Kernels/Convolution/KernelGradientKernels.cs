using ILGPU;

namespace FlowCore.Gpu.Kernels.Convolution;

// The gradient of a kernel is a product over all pixels of the batch:
//
//     dw(g, o, i, δ) += scale·Σ_p dy[g, o, p]·x[g, i, p + step(g, δ)]
//
// The pixels are cut into slices of a length that depends on the shape alone; each writes sums of its own, and a second
// launch adds them in order.

/// <summary>What both forms of the product are given.</summary>
internal readonly struct KernelGradient(
    Neighbourhood x, ArrayView<float> dy, ArrayView<float> partials, KernelStrides kernel, long slice, int weights)
{
    public readonly Neighbourhood X = x;
    public readonly KernelStrides Kernel = kernel;
    public readonly long Slice = slice;
    private readonly ArrayView<float> _dy = dy, _partials = partials;
    private readonly int _weights = weights;

    /// <summary>The first column past a slice.</summary>
    public long End(int slice)
    {
        var end = (slice + 1L) * Slice;
        return end < X.Columns ? end : X.Columns;
    }

    public float Gradient(int group, int output, long column) =>
        _dy[(((long)(group * Kernel.Outputs) + output) * X.Columns) + column];

    /// <summary>Writes a slice's sum; weights past the end are left alone.</summary>
    public void Write(int slice, int group, int output, int input, int tap, float sum)
    {
        if (output < Kernel.Outputs && input < Kernel.Inputs)
        {
            _partials[((long)slice * _weights) + Kernel.Index(group, output, input, tap)] = sum;
        }
    }
}

/// <summary>
/// A group of threads makes a block of outputs × inputs of one tap over one slice of the pixels, through panels in
/// shared memory. Grid: blocks of inputs and of outputs, taps, slices of groups of channels.
/// </summary>
internal readonly struct KernelGradientTiledKernel(
    KernelGradient work, int downBits, int acrossBits, int inputBlocks, int slices) : IGroupKernel
{
    /// <summary>Pixels of a panel.</summary>
    public const int Depth = 16;

    // Panels are stored across the direction in which they are read; a few floats more a row keep the stores apart.
    private const int Slack = Tile.Side;
    private const int LeftFloats = Depth * ((16 * Tile.Side) + Slack), RightFloats = Depth * ((64 * Tile.Side) + Slack);

    private readonly KernelGradient _work = work;
    private readonly int _downBits = downBits, _acrossBits = acrossBits, _inputBlocks = inputBlocks, _slices = slices;

    public void Run()
    {
        var left = SharedMemory.Allocate<float>(LeftFloats);
        var right = SharedMemory.Allocate<float>(RightFloats);
        var outputBlock = Grid.IdxX / _inputBlocks;
        var inputBlock = Grid.IdxX - (outputBlock * _inputBlocks);
        var group = Grid.IdxZ / _slices;
        var slice = Grid.IdxZ - (group * _slices);
        var down = Group.IdxX >> _acrossBits;
        var across = Group.IdxX & ((1 << _acrossBits) - 1);
        var (rows, columns) = (Tile.Side << _downBits, Tile.Side << _acrossBits);
        var step = _work.X.Tap(group, Grid.IdxY);
        var end = _work.End(slice);
        var tile = default(Tile);
        for (var first = slice * _work.Slice; first < end; first += Depth)
        {
            for (var k = Group.IdxX & (Depth - 1); k < Depth; k += Group.DimX)
            {
                var column = first + k;
                LoadLeft(left, group, outputBlock, k, column, column < end);
                LoadRight(right, group, inputBlock, k, column, column < end && _work.X.IsInside(_work.X.Place(column), step), step);
            }

            Group.Barrier();
            tile.MultiplyAdd(
                left.Cast<Float4>().SubView(down), (rows + Slack) / Tile.Side,
                right.Cast<Float4>().SubView(across), (columns + Slack) / Tile.Side, Depth);
            Group.Barrier();
        }

        var (firstOutput, firstInput) = ((outputBlock * rows) + (down * Tile.Side), (inputBlock * columns) + (across * Tile.Side));
        Write(slice, group, firstOutput, firstInput, tile.Row0);
        Write(slice, group, firstOutput + 1, firstInput, tile.Row1);
        Write(slice, group, firstOutput + 2, firstInput, tile.Row2);
        Write(slice, group, firstOutput + 3, firstInput, tile.Row3);
    }

    /// <summary><c>left[k, o] = dy[o, column]</c>, zero past the ends.</summary>
    private void LoadLeft(ArrayView<float> left, int group, int block, int k, long column, bool isRead)
    {
        var rows = Tile.Side << _downBits;
        for (var row = Group.IdxX / Depth; row < rows; row += Math.Max(1, Group.DimX / Depth))
        {
            var output = (block * rows) + row;
            left[(k * (rows + Slack)) + row] = isRead && output < _work.Kernel.Outputs ? _work.Gradient(group, output, column) : 0f;
        }
    }

    /// <summary><c>right[k, i] = x[i, column + step]</c>, zero past the ends and outside the image.</summary>
    private void LoadRight(ArrayView<float> right, int group, int block, int k, long column, bool isRead, PixelStep step)
    {
        var columns = Tile.Side << _acrossBits;
        for (var row = Group.IdxX / Depth; row < columns; row += Math.Max(1, Group.DimX / Depth))
        {
            var input = (block * columns) + row;
            right[(k * (columns + Slack)) + row] = isRead && input < _work.Kernel.Inputs
                ? _work.X.Values[_work.X.Index(group, input, column, step)]
                : 0f;
        }
    }

    private void Write(int slice, int group, int output, int input, Float4 sums)
    {
        _work.Write(slice, group, output, input, Grid.IdxY, sums.X);
        _work.Write(slice, group, output, input + 1, Grid.IdxY, sums.Y);
        _work.Write(slice, group, output, input + 2, Grid.IdxY, sums.Z);
        _work.Write(slice, group, output, input + 3, Grid.IdxY, sums.W);
    }
}

/// <summary>
/// The product without shared memory: a thread makes one weight over one slice. The launch's channels are pairs of an
/// output and a slice, its columns are pairs of an input and a tap.
/// </summary>
internal readonly struct KernelGradientKernel(KernelGradient work, int slices) : IChannelKernel
{
    private readonly KernelGradient _work = work;
    private readonly int _slices = slices;

    public void Run(int channel, long column)
    {
        var output = channel / _slices;
        var slice = channel - (output * _slices);
        var group = output / _work.Kernel.Outputs;
        output -= group * _work.Kernel.Outputs;
        var input = (int)column / _work.X.Taps;
        var tap = (int)column - (input * _work.X.Taps);
        var step = _work.X.Tap(group, tap);
        var end = _work.End(slice);
        var sum = 0f;
        for (var p = slice * _work.Slice; p < end; p++)
        {
            sum += _work.Gradient(group, output, p) * _work.X.Read(group, input, p, _work.X.Place(p), step);
        }

        _work.Write(slice, group, output, input, tap, sum);
    }
}

/// <summary><c>dw[e] += scale·Σ_s partials[s, e]</c>.</summary>
internal readonly struct AddSlicesKernel(ArrayView<float> partials, ArrayView<float> dw, int slices, float scale) : IElementKernel
{
    private readonly ArrayView<float> _partials = partials, _dw = dw;
    private readonly int _slices = slices;
    private readonly float _scale = scale;

    public void Run(long index)
    {
        var sum = 0f;
        for (var slice = 0; slice < _slices; slice++)
        {
            sum += _partials[(slice * _dw.Length) + index];
        }

        _dw[index] += _scale * sum;
    }
}
