using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Stencils;
using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// The pixels near a seam, where two parts of a partition meet, when a convolution multiplies first: their sums need products of
/// both parts. The products are kept, and added up when all parts are done, in the order in which they are added elsewhere.
/// </summary>
internal sealed unsafe class Seams
{
    private readonly NetPartition _partition;
    private readonly Stencil _stencil;
    private readonly int _channels;
    private readonly long _stride;
    private readonly float* _memory;

    /// <param name="partition">The parts.</param>
    /// <param name="stencil">The taps of the products.</param>
    /// <param name="channels">Channels of the sum.</param>
    /// <param name="memory"><see cref="Size"/> floats.</param>
    public Seams(NetPartition partition, Stencil stencil, int channels, float* memory)
    {
        (_partition, _stencil, _channels) = (partition, stencil, channels);
        _memory = memory;
        _stride = StrideOf(stencil);
    }

    /// <summary>Floats that all seams take.</summary>
    public static long Size(NetPartition partition, Stencil stencil, int channels) =>
        (partition.Parts - 1) * stencil.Taps * channels * StrideOf(stencil);

    /// <summary>
    /// Pixels on each side of a seam whose products are kept: those within reach of the pixels that lie within reach of it.
    /// </summary>
    public static int Halo(Stencil stencil) => 2 * stencil.Reach;

    /// <summary>Floats that must be memory on either side of products: a shifted vector may start or end outside of them.</summary>
    public static int Guard(Stencil stencil) =>
        (stencil.Reach + (2 * Lanes.Width) - 1) / Lanes.Width * Lanes.Width;

    /// <summary>Keeps a part's products next to the seam at its start or its end.</summary>
    /// <param name="part">The part.</param>
    /// <param name="atStart">Which.</param>
    /// <param name="origin">Row 0 of its products, where pixel 0 of the batch would be.</param>
    /// <param name="stride">Floats from one row of products to the next.</param>
    public void Keep(int part, bool atStart, float* origin, long stride)
    {
        var halo = Halo(_stencil);
        var run = _partition.Part(part);
        var from = origin + (atStart ? run.Start : run.End - halo);
        var to = Products(atStart ? part : part + 1) + (atStart ? halo : 0);
        for (var row = 0; row < _stencil.Taps * _channels; row++)
        {
            new ReadOnlySpan<float>(from + (row * stride), halo).CopyTo(new Span<float>(to + (row * _stride), halo));
        }
    }

    /// <summary>Adds up the pixels near every seam.</summary>
    /// <param name="workspace">Whose threads do it.</param>
    /// <param name="y">The sum.</param>
    /// <param name="accumulate">Whether y is added to.</param>
    public void Sum(Workspace workspace, ChannelRows y, bool accumulate) => workspace.Team.For(_partition.Parts - 1, (index, _) =>
    {
        var seam = _partition.Part(index + 1).Start;
        var start = seam - _stencil.Reach;
        var origin = Products(index + 1) - (seam - Halo(_stencil));
        ShiftedSum.Run<Identity>(
            origin, _stride, _channels, _stencil, start, seam + _stencil.Reach, null, y.Row(0) + start, y.Columns, accumulate);
    });

    private static long StrideOf(Stencil stencil) => (2 * Halo(stencil)) + (2 * Guard(stencil));

    /// <summary>Row 0 of the products around the seam before a part, at the first pixel that is kept.</summary>
    private float* Products(int part) =>
        _memory + ((part - 1) * _stencil.Taps * _channels * _stride) + Guard(_stencil);
}
