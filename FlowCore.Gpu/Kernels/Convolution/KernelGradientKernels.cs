using FlowCore.Gpu.Kernels.Lanes;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Convolution;

// The gradient of a kernel is a product over all pixels of the batch:
//
//     dw(g, o, i, δ) += scale·Σ_p dy[g, o, p]·x[g, i, p + step(g, δ)]
//
// The pixels are cut into parts of a length that depends on the shape alone; each writes sums of its own, and a second
// launch adds them in order.

/// <summary>What both forms of the product are given.</summary>
internal readonly struct KernelGradient(
    Neighbourhood x, ArrayView<float> dy, ArrayView<float> partials, KernelStrides kernel, long partLength, int weights)
{
    public readonly Neighbourhood X = x;
    public readonly KernelStrides Kernel = kernel;
    public readonly long PartLength = partLength;
    private readonly ArrayView<float> _dy = dy, _partials = partials;
    private readonly int _weights = weights;

    /// <summary>The first column past a part.</summary>
    public long End(int part)
    {
        var end = (part + 1L) * PartLength;
        return end < X.Columns ? end : X.Columns;
    }

    public float Gradient(int group, int output, long column) =>
        _dy[(((long)(group * Kernel.Outputs) + output) * X.Columns) + column];

    /// <summary>Writes a part's sum; weights past the end are left alone.</summary>
    public void Write(int part, int group, int output, int input, int tap, float sum)
    {
        if (output < Kernel.Outputs && input < Kernel.Inputs)
        {
            _partials[((long)part * _weights) + Kernel.Index(group, output, input, tap)] = sum;
        }
    }
}

/// <summary>A thread's weights, from its first one on.</summary>
internal readonly struct KernelGradientSink(KernelGradient work, int part, int group, int output, int input, int tap) : ISumSink
{
    private readonly KernelGradient _work = work;
    private readonly int _part = part, _group = group, _output = output, _input = input, _tap = tap;

    public void Write(int row, int lane, float sum) => _work.Write(_part, _group, _output + row, _input + lane, _tap, sum);
}

/// <summary>
/// A group of threads makes a tile of outputs × inputs of one tap over one part of the pixels, through panels in
/// shared memory. Grid: tiles of inputs and of outputs, taps, parts of groups of channels.
/// </summary>
internal readonly struct KernelGradientTiledKernel<TLanes>(
    KernelGradient work, int rowBits, int columnBits, int inputTiles, int parts) : IGroupKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly KernelGradient _work = work;
    private readonly int _rowBits = rowBits, _columnBits = columnBits, _inputTiles = inputTiles, _parts = parts;

    public void Run()
    {
        var left = SharedMemory.Allocate<float>(DeepPanels.RowCount * (Panels.MostRows + Panels.Slack));
        var right = SharedMemory.Allocate<float>(DeepPanels.RowCount * (Panels.MostColumns + Panels.Slack));
        var outputTile = Grid.IdxX / _inputTiles;
        var (firstOutput, firstInput) = (outputTile << _rowBits, (Grid.IdxX - (outputTile * _inputTiles)) << _columnBits);
        var group = Grid.IdxZ / _parts;
        var part = Grid.IdxZ - (group * _parts);
        var acrossBits = _columnBits - TLanes.Bits;
        var row = (Group.IdxX >> acrossBits) << FourSums<TLanes>.RowBits;
        var column = (Group.IdxX & ((1 << acrossBits) - 1)) << TLanes.Bits;
        var step = _work.X.Tap(group, Grid.IdxY);
        var end = _work.End(part);
        var sums = FourSums<TLanes>.Zero;
        for (var first = part * _work.PartLength; first < end; first += DeepPanels.RowCount)
        {
            for (var k = Group.IdxX & (DeepPanels.RowCount - 1); k < DeepPanels.RowCount; k += Group.DimX)
            {
                var pixel = first + k;
                LoadLeft(left, group, firstOutput, k, pixel, pixel < end);
                LoadRight(right, group, firstInput, k, pixel, pixel < end && _work.X.IsInside(_work.X.Place(pixel), step), step);
            }

            Group.Barrier();
            sums = sums.PlusProduct(
                left.SubView(row), Panels.Stride(_rowBits), right.SubView(column), Panels.Stride(_columnBits), DeepPanels.RowCount);
            Group.Barrier();
        }

        sums.WriteTo(new KernelGradientSink(_work, part, group, firstOutput + row, firstInput + column, Grid.IdxY));
    }

    /// <summary><c>left[k, o] = dy[o, pixel]</c>, zero past the ends.</summary>
    private void LoadLeft(ArrayView<float> left, int group, int firstOutput, int k, long pixel, bool isRead)
    {
        for (var row = Group.IdxX / DeepPanels.RowCount; row < 1 << _rowBits; row += Math.Max(1, Group.DimX / DeepPanels.RowCount))
        {
            left[(k * Panels.Stride(_rowBits)) + row] = isRead && firstOutput + row < _work.Kernel.Outputs
                ? _work.Gradient(group, firstOutput + row, pixel)
                : 0f;
        }
    }

    /// <summary><c>right[k, i] = x[i, pixel + step]</c>, zero past the ends and outside the image.</summary>
    private void LoadRight(ArrayView<float> right, int group, int firstInput, int k, long pixel, bool isRead, PixelStep step)
    {
        for (var row = Group.IdxX / DeepPanels.RowCount; row < 1 << _columnBits; row += Math.Max(1, Group.DimX / DeepPanels.RowCount))
        {
            right[(k * Panels.Stride(_columnBits)) + row] = isRead && firstInput + row < _work.Kernel.Inputs
                ? _work.X.Values[_work.X.Index(group, firstInput + row, pixel, step)]
                : 0f;
        }
    }
}

/// <summary>
/// The product without shared memory: a thread makes one weight over one part. The launch's channels are outputs, its
/// columns are triples of a part, an input and a tap.
/// </summary>
internal readonly struct KernelGradientKernel(KernelGradient work) : IChannelKernel
{
    private readonly KernelGradient _work = work;

    public void Run(int channel, long column)
    {
        var group = channel / _work.Kernel.Outputs;
        var output = channel - (group * _work.Kernel.Outputs);
        var weights = _work.Kernel.Inputs * _work.X.Taps;
        var part = (int)IndexMath.Divide(column, weights);
        var weight = (int)(column - ((long)part * weights));
        var input = weight / _work.X.Taps;
        var tap = weight - (input * _work.X.Taps);
        var step = _work.X.Tap(group, tap);
        var end = _work.End(part);
        var sum = 0f;
        for (var p = part * _work.PartLength; p < end; p++)
        {
            sum += _work.Gradient(group, output, p) * _work.X.Read(group, input, p, _work.X.Place(p), step);
        }

        _work.Write(part, group, output, input, tap, sum);
    }
}

/// <summary><c>dw[e] += scale·Σ_s partials[s, e]</c>.</summary>
internal readonly struct AddPartsKernel(ArrayView<float> partials, ArrayView<float> dw, int parts, float scale) : IElementKernel
{
    private readonly ArrayView<float> _partials = partials, _dw = dw;
    private readonly int _parts = parts;
    private readonly float _scale = scale;

    public void Run(long index)
    {
        var sum = 0f;
        for (var part = 0; part < _parts; part++)
        {
            sum += _partials[(part * _dw.Length) + index];
        }

        _dw[index] += _scale * sum;
    }
}
