using ILGPU;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>
/// What a group of threads knows of its part of a solve: some samples of one group of channels, cut into anti-diagonals of
/// independent pixels, and a ring of the diagonals that taps still reach. Neighbouring threads take neighbouring samples,
/// then pixels, then output channels: they read the ring side by side and share their weights.
/// </summary>
internal readonly struct Wavefront<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly SolveShape _shape;
    private readonly int _group, _sample, _laneGroups, _outputStep, _inputStep;
    private readonly ArrayView<float> _taps, _ring;

    /// <summary>The part of this group of threads.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="folded"><c>[G, kH, kW, q, q]</c>.</param>
    /// <param name="ring"><c>[slot, channel, place, sample]</c>.</param>
    /// <param name="outputStep">From the weight of an output channel to that of the next.</param>
    /// <param name="inputStep">From the weight of an input channel to that of the next.</param>
    public Wavefront(SolveShape shape, ArrayView<float> folded, ArrayView<float> ring, int outputStep, int inputStep)
    {
        (_shape, _ring, _outputStep, _inputStep) = (shape, ring, outputStep, inputStep);
        _group = Grid.IdxY;
        _sample = Grid.IdxX * shape.Samples;
        _taps = folded.SubView((long)_group * shape.GroupTaps, shape.GroupTaps);
        var left = shape.Batch - _sample;
        _laneGroups = ((left < shape.Samples ? left : shape.Samples) + TLanes.Count - 1) / TLanes.Count;
    }

    /// <summary>Items of a diagonal, for all threads of the group.</summary>
    public int Items(int diagonal) => Pixels(diagonal) * _laneGroups * Blocks;

    /// <summary>One item of a diagonal.</summary>
    public Cell Item(int diagonal, int index)
    {
        var (lanes, pixels) = (index / _laneGroups, Pixels(diagonal));
        var (block, pixel) = (lanes / pixels, lanes % pixels);
        var place = First(diagonal) + pixel;
        return new Cell(
            diagonal % _shape.Slots, place, diagonal - place, index % _laneGroups * TLanes.Count, block * FourSums<TLanes>.Count);
    }

    /// <summary>Four channels of an item's pixel.</summary>
    public FourSums<TLanes> ReadImages(ArrayView<float> images, Cell cell) => new(
        ReadImages(images, cell, Row(cell, 0)),
        ReadImages(images, cell, Row(cell, 1)),
        ReadImages(images, cell, Row(cell, 2)),
        ReadImages(images, cell, Row(cell, 3)));

    /// <summary>One channel of an item's pixel.</summary>
    public TLanes ReadImages(ArrayView<float> images, Cell cell, int channel) =>
        TLanes.ReadImages(images, Pixel(cell, channel), _shape.Plane, Last(cell));

    /// <summary>One channel of an item's pixel, from the ring.</summary>
    public TLanes ReadRing(Cell cell, int channel) => TLanes.Read(_ring, Place(cell) + (channel * ChannelFloats));

    /// <summary><c>sums + A·x</c> for one input channel of the tap at lag 0.</summary>
    public FourSums<TLanes> Plus(FourSums<TLanes> sums, Cell cell, int channel, TLanes x) => sums.Plus(
        Weight(Row(cell, 0), channel),
        Weight(Row(cell, 1), channel),
        Weight(Row(cell, 2), channel),
        Weight(Row(cell, 3), channel),
        x);

    /// <summary><c>sums − Σ_{δ≠0} B_δ x_{p−δ}</c> over the pixels inside the image.</summary>
    public FourSums<TLanes> MinusPast(FourSums<TLanes> sums, Cell cell)
    {
        var (row0, row1, row2, row3) = (
            Row(cell, 0) * _outputStep, Row(cell, 1) * _outputStep, Row(cell, 2) * _outputStep, Row(cell, 3) * _outputStep);
        var shortTaps = Least(_shape.Short.Taps, cell.ShortIndex + 1);
        var longTaps = Least(_shape.Long.Taps, cell.LongIndex + 1);
        for (var a = 0; a < shortTaps; a++)
        {
            for (var b = a == 0 ? 1 : 0; b < longTaps; b++)
            {
                var weight = (a * _shape.Short.TapStride) + (b * _shape.Long.TapStride);
                var slot = cell.Slot - a - b;
                slot = slot < 0 ? slot + _shape.Slots : slot;
                var place = Place(slot, cell.ShortIndex - a, cell.Sample);
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

    /// <summary>Writes an item's channels to the ring.</summary>
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

    /// <summary>Writes an item's channels to its pixel.</summary>
    public void WriteImages(ArrayView<float> images, Cell cell, FourSums<TLanes> sums)
    {
        var (count, plane, last) = (_shape.Channels - cell.Output, _shape.Plane, Last(cell));
        sums.Sum0.WriteImages(images, Pixel(cell, cell.Output), plane, last);
        if (count > 1)
        {
            sums.Sum1.WriteImages(images, Pixel(cell, cell.Output + 1), plane, last);
        }

        if (count > 2)
        {
            sums.Sum2.WriteImages(images, Pixel(cell, cell.Output + 2), plane, last);
        }

        if (count > 3)
        {
            sums.Sum3.WriteImages(images, Pixel(cell, cell.Output + 3), plane, last);
        }
    }

    private int Blocks => (_shape.Channels + FourSums<TLanes>.Count - 1) / FourSums<TLanes>.Count;

    private int ChannelFloats => _shape.Short.Extent * _shape.Samples;

    private int First(int diagonal) => diagonal < _shape.Long.Extent ? 0 : diagonal - _shape.Long.Extent + 1;

    private int Pixels(int diagonal) => Least(diagonal + 1, _shape.Short.Extent) - First(diagonal);

    /// <summary>An output channel; those past the end repeat the last, and are not written.</summary>
    private int Row(Cell cell, int index) => Least(cell.Output + index, _shape.Channels - 1);

    private float Weight(int output, int input) => _taps[(output * _outputStep) + (input * _inputStep)];

    private int Place(Cell cell) => Place(cell.Slot, cell.ShortIndex, cell.Sample);

    private int Place(int slot, int shortIndex, int sample) =>
        (((slot * _shape.Channels * _shape.Short.Extent) + shortIndex) * _shape.Samples) + sample;

    private long Pixel(Cell cell, int channel)
    {
        var row = ((((long)_group * _shape.Channels) + channel) * _shape.Batch) + _sample + cell.Sample;
        return (row * _shape.Plane) + _shape.Short.Offset(_group, cell.ShortIndex) + _shape.Long.Offset(_group, cell.LongIndex);
    }

    /// <summary>The last lane that holds a sample.</summary>
    private int Last(Cell cell) => Least(TLanes.Count, _shape.Batch - _sample - cell.Sample) - 1;

    private static int Least(int a, int b) => a < b ? a : b;
}
