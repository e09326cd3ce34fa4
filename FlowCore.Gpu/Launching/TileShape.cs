using System.Numerics;
using FlowCore.Gpu.Kernels.Convolution;

namespace FlowCore.Gpu.Launching;

/// <summary>
/// How the threads of a group lie over a matrix product, each on a <see cref="Tile"/>: as many down as the rows need, the
/// rest across. Powers of two, so that a thread finds its place by shifts.
/// </summary>
internal readonly struct TileShape
{
    /// <summary>The most threads down, and across: what the panels in shared memory have room for.</summary>
    public const int MostDown = 16, MostAcross = 64;

    // Fewer threads than a warp would leave most of it idle.
    private const int Warp = 32;

    private TileShape(int down, int across)
    {
        (DownBits, AcrossBits) = (BitOperations.Log2((uint)down), BitOperations.Log2((uint)across));
    }

    /// <summary>Threads down and across, as exponents of 2.</summary>
    public readonly int DownBits, AcrossBits;

    /// <summary>Threads of the group.</summary>
    public int Threads => 1 << (DownBits + AcrossBits);

    /// <summary>Groups that cover the rows of a product.</summary>
    public int RowBlocks(int rows) => (int)Blocks(rows, Tile.Side << DownBits);

    /// <summary>Groups that cover the columns of a product.</summary>
    public long ColumnBlocks(long columns) => Blocks(columns, Tile.Side << AcrossBits);

    /// <summary>The shape for a product of some rows and columns; square where both are large, since that reads least.</summary>
    /// <param name="rows">Rows of the product.</param>
    /// <param name="columns">Columns of the product.</param>
    /// <param name="threads">The most threads of a group, at least 2.</param>
    public static TileShape Of(int rows, long columns, int threads)
    {
        var bits = BitOperations.Log2((uint)threads);
        var down = Math.Min(Needed(rows), Math.Min(MostDown, 1 << (bits / 2)));
        var most = Math.Min(MostAcross, (1 << bits) / down);
        var least = Math.Min(most, Warp / down);
        return new TileShape(down, Math.Clamp(Needed(columns), least, most));
    }

    /// <summary>Threads that cover an extent, as a power of two.</summary>
    private static int Needed(long extent) =>
        (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp((extent + Tile.Side - 1) / Tile.Side, 1, MostAcross));

    private static long Blocks(long extent, int block) => (extent + block - 1) / block;
}
