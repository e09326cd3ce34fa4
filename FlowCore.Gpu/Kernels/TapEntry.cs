namespace FlowCore.Gpu.Kernels;

/// <summary>
/// An entry of the taps <c>[G, kH, kW, q, q]</c>, and the weight of <c>[G, q(q−1)/2 + (kH·kW−1)·q²]</c> that it holds where
/// it is free: those of A_0 lie below its diagonal, row by row, and come first.
/// </summary>
internal readonly struct TapEntry
{
    private readonly int _row, _column;

    /// <summary>The entry at an index.</summary>
    /// <param name="index">Its place in all taps.</param>
    /// <param name="groupTaps">Entries of a group, kH·kW·q².</param>
    /// <param name="channels">Channels q of a group.</param>
    public TapEntry(long index, int groupTaps, int channels)
    {
        var (group, place) = (IndexMath.Divide(index, groupTaps), IndexMath.Remainder(index, groupTaps));
        var (matrix, constants) = (channels * channels, channels * (channels + 1) / 2);
        var isFirst = place < matrix;

        // A tap other than A_0 is free throughout, as though its column were always below its row.
        (_row, _column) = isFirst ? (place / channels, place % channels) : (1, 0);
        Weight = (group * (groupTaps - constants)) + (isFirst ? (_row * (_row - 1) / 2) + _column : place - constants);
    }

    /// <summary>The index of the weight, where there is one.</summary>
    public long Weight { get; }

    /// <summary>Whether the entry is a free weight.</summary>
    public bool IsFree => _column < _row;

    /// <summary>What it is otherwise: 1 on the diagonal of A_0 and 0 above it.</summary>
    public float Constant => _column == _row ? 1f : 0f;
}
