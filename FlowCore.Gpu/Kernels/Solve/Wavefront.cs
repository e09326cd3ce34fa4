using FlowCore.Gpu.Kernels.Lanes;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>
/// What a group of threads knows of its share of a solve: some samples (grid x) of one group of channels (grid y), cut into
/// anti-diagonals of independent pixels, and a ring of the diagonals that taps still reach. Neighbouring threads take
/// neighbouring samples, then pixels, then output channels: they read the ring side by side and share their weights.
/// </summary>
internal readonly struct Wavefront<TLanes>
    where TLanes : struct, ISampleLanes<TLanes>
{
    private readonly SolveShape _shape;
    private readonly ArrayView<float> _taps, _ring;
    private readonly int _outputStep, _inputStep, _shortSign, _longSign, _firstSample, _laneGroups;

    /// <summary>The share of this group of threads.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="folded"><c>[G, kH, kW, q, q]</c>.</param>
    /// <param name="ring"><c>[slot, channel, place on the diagonal, sample]</c>.</param>
    /// <param name="outputStep">From the weight of an output channel to that of the next.</param>
    /// <param name="inputStep">From the weight of an input channel to that of the next.</param>
    public Wavefront(SolveShape shape, ArrayView<float> folded, ArrayView<float> ring, int outputStep, int inputStep)
    {
        (_shape, _ring, _outputStep, _inputStep) = (shape, ring, outputStep, inputStep);
        (_shortSign, _longSign) = (shape.Order.RowSign(Grid.IdxY), shape.Order.ColumnSign(Grid.IdxY));
        _taps = folded.SubView((long)Grid.IdxY * shape.GroupTaps, shape.GroupTaps);
        _firstSample = Grid.IdxX * shape.Samples;
        _laneGroups = (Least(shape.Samples, shape.Batch - _firstSample) + TLanes.Count - 1) / TLanes.Count;
    }

    /// <summary>Items of a diagonal, for all threads of the group.</summary>
    public int Items(int diagonal) => Pixels(diagonal) * _laneGroups * _shape.Tiles;

    /// <summary>One item of a diagonal.</summary>
    public Cell Item(int diagonal, int index)
    {
        var (above, pixels) = (index / _laneGroups, Pixels(diagonal));
        var shortIndex = First(diagonal) + (above % pixels);
        return new Cell(
            shortIndex, diagonal - shortIndex, index % _laneGroups * TLanes.Count, above / pixels * SolveShape.TileChannels);
    }

    /// <summary><c>sums − Σ_{δ≠0} B_δ x_{p−δ}</c> over the pixels inside the image.</summary>
    public FourSums<TLanes> MinusPast(FourSums<TLanes> sums, Cell cell)
    {
        var row0 = Output(cell, 0) * _outputStep;
        var row1 = Output(cell, 1) * _outputStep;
        var row2 = Output(cell, 2) * _outputStep;
        var row3 = Output(cell, 3) * _outputStep;
        var (shortTaps, longTaps) = (Least(_shape.Short.Taps, cell.ShortIndex + 1), Least(_shape.Long.Taps, cell.LongIndex + 1));
        for (var a = 0; a < shortTaps; a++)
        {
            for (var b = a == 0 ? 1 : 0; b < longTaps; b++)
            {
                var weight = (a * _shape.Short.TapStride) + (b * _shape.Long.TapStride);
                var place = Place(cell.ShortIndex - a, cell.LongIndex - b, cell.Sample);
                for (var i = 0; i < _shape.Channels; i++)
                {
                    sums = sums.Plus(
                        -_taps[weight + row0],
                        -_taps[weight + row1],
                        -_taps[weight + row2],
                        -_taps[weight + row3],
                        TLanes.Read(_ring, place));
                    weight += _inputStep;
                    place += ChannelFloats;
                }
            }
        }

        return sums;
    }

    /// <summary><c>sums + A·x</c> for input channel <paramref name="input"/> of the tap at lag 0.</summary>
    public FourSums<TLanes> PlusHere(FourSums<TLanes> sums, Cell cell, int input, TLanes x) => sums.Plus(
        _taps[(Output(cell, 0) * _outputStep) + (input * _inputStep)],
        _taps[(Output(cell, 1) * _outputStep) + (input * _inputStep)],
        _taps[(Output(cell, 2) * _outputStep) + (input * _inputStep)],
        _taps[(Output(cell, 3) * _outputStep) + (input * _inputStep)],
        x);

    /// <summary>One channel of an item's pixel, from the ring.</summary>
    public TLanes ReadRing(Cell cell, int channel) => TLanes.Read(_ring, Place(cell) + (channel * ChannelFloats));

    /// <summary>One channel of an item's pixel, from images <c>[C, N, H, W]</c>.</summary>
    public TLanes ReadImages(ArrayView<float> images, Cell cell, int channel) =>
        TLanes.ReadImages(images, Index(cell, channel), _shape.Plane, LastLane(cell));

    /// <summary>The output channels of an item's pixel, from images <c>[C, N, H, W]</c>.</summary>
    public FourSums<TLanes> ReadImages(ArrayView<float> images, Cell cell) => new(
        ReadImages(images, cell, Output(cell, 0)),
        ReadImages(images, cell, Output(cell, 1)),
        ReadImages(images, cell, Output(cell, 2)),
        ReadImages(images, cell, Output(cell, 3)));

    /// <summary>Writes the output channels of an item's pixel to the ring.</summary>
    public void WriteRing(Cell cell, FourSums<TLanes> sums)
    {
        var count = _shape.Channels - cell.Output;
        var place = Place(cell) + (cell.Output * ChannelFloats);
        sums.Sum0.Write(_ring, place);
        if (count > 1)
        {
            sums.Sum1.Write(_ring, place + ChannelFloats);
        }

        if (count > 2)
        {
            sums.Sum2.Write(_ring, place + (2 * ChannelFloats));
        }

        if (count > 3)
        {
            sums.Sum3.Write(_ring, place + (3 * ChannelFloats));
        }
    }

    /// <summary>Writes the output channels of an item's pixel to images <c>[C, N, H, W]</c>.</summary>
    public void WriteImages(ArrayView<float> images, Cell cell, FourSums<TLanes> sums)
    {
        var (count, plane, last) = (_shape.Channels - cell.Output, _shape.Plane, LastLane(cell));
        sums.Sum0.WriteImages(images, Index(cell, cell.Output), plane, last);
        if (count > 1)
        {
            sums.Sum1.WriteImages(images, Index(cell, cell.Output + 1), plane, last);
        }

        if (count > 2)
        {
            sums.Sum2.WriteImages(images, Index(cell, cell.Output + 2), plane, last);
        }

        if (count > 3)
        {
            sums.Sum3.WriteImages(images, Index(cell, cell.Output + 3), plane, last);
        }
    }

    private int ChannelFloats => _shape.Short.Extent * _shape.Samples;

    private int First(int diagonal) => diagonal < _shape.Long.Extent ? 0 : diagonal - _shape.Long.Extent + 1;

    private int Pixels(int diagonal) => Least(diagonal + 1, _shape.Short.Extent) - First(diagonal);

    /// <summary>An output channel of an item; one past the end repeats the last, and is not written.</summary>
    private int Output(Cell cell, int index) => Least(cell.Output + index, _shape.Channels - 1);

    private int LastLane(Cell cell) => Least(TLanes.Count, _shape.Batch - _firstSample - cell.Sample) - 1;

    private int Place(Cell cell) => Place(cell.ShortIndex, cell.LongIndex, cell.Sample);

    /// <summary>Where the ring keeps channel 0 of a pixel.</summary>
    private int Place(int shortIndex, int longIndex, int sample)
    {
        var slot = (shortIndex + longIndex) % _shape.Slots;
        return (((slot * _shape.Channels * _shape.Short.Extent) + shortIndex) * _shape.Samples) + sample;
    }

    /// <summary>Where images keep a channel of an item's pixel.</summary>
    private long Index(Cell cell, int channel)
    {
        var image = ((((long)Grid.IdxY * _shape.Channels) + channel) * _shape.Batch) + _firstSample + cell.Sample;
        return (image * _shape.Plane)
            + _shape.Short.Offset(_shortSign, cell.ShortIndex)
            + _shape.Long.Offset(_longSign, cell.LongIndex);
    }

    private static int Least(int a, int b) => a < b ? a : b;
}
