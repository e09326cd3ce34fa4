using FlowCore.Backends.Cpu.Memory;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>Channels of a batch as rows of a matrix, each of <c>N·H·W</c> consecutive floats.</summary>
/// <param name="Data">The first float.</param>
/// <param name="Channels">Rows.</param>
/// <param name="Columns">Floats of a row, <c>N·H·W</c>.</param>
internal readonly unsafe record struct ChannelRows(nint Data, int Channels, long Columns)
{
    /// <summary>The channels of a tensor.</summary>
    public static ChannelRows Of(Tensor x) => new((nint)CpuStorage.PointerOf(x), x.Shape.Channels, x.Shape.Columns);

    /// <summary>The first float of a channel.</summary>
    public float* Row(int channel) => (float*)Data + (channel * Columns);

    /// <summary>Some of the rows.</summary>
    public ChannelRows Rows(int start, int count) => new((nint)Row(start), count, Columns);
}
