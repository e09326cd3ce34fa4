using System.Numerics;
using FlowCore.Gpu.Kernels.Convolution;
using FlowCore.Gpu.Kernels.Lanes;

namespace FlowCore.Gpu.Launching;

/// <summary>
/// The tile of a matrix product that a group of threads makes, each of them four rows of some lanes: as many threads down
/// as the rows need, the rest across. Powers of two, so that a thread finds its place by shifts.
/// </summary>
internal readonly struct TileShape
{
    private TileShape(int downBits, int acrossBits, int laneBits)
    {
        (RowBits, ColumnBits) = (downBits + FourSums<OneLane>.RowBits, acrossBits + laneBits);
        Threads = 1 << (downBits + acrossBits);
    }

    /// <summary>Rows and columns of the tile, as exponents of 2.</summary>
    public readonly int RowBits, ColumnBits;

    /// <summary>Threads of the group.</summary>
    public readonly int Threads;

    /// <summary>Groups that cover the rows of a product.</summary>
    public int RowTiles(int rows) => (int)Tiles(rows, RowBits);

    /// <summary>Groups that cover the columns of a product.</summary>
    public int ColumnTiles(long columns) => checked((int)Tiles(columns, ColumnBits));

    /// <summary>The shape for a product of some rows and columns; square where both are large, since that reads least.</summary>
    /// <param name="rows">Rows of the product.</param>
    /// <param name="columns">Columns of the product.</param>
    /// <param name="profile">The device's profile.</param>
    public static TileShape Of(int rows, long columns, LaunchProfile profile)
    {
        var (bits, lanes) = (BitOperations.Log2((uint)profile.TileThreads), BitOperations.Log2((uint)profile.TileLanes));
        var mostDown = Math.Min(BitOperations.Log2(Panels.MostRows) - FourSums<OneLane>.RowBits, (bits + 1) / 2);
        var down = Math.Min(Needed(rows, FourSums<OneLane>.RowBits), mostDown);
        var most = Math.Min(BitOperations.Log2(Panels.MostColumns) - lanes, bits - down);
        var least = Math.Clamp(BitOperations.Log2((uint)profile.LeastTileThreads) - down, 0, most);
        return new TileShape(down, Math.Clamp(Needed(columns, lanes), least, most), lanes);
    }

    /// <summary>Threads that cover an extent, as an exponent of 2.</summary>
    private static int Needed(long extent, int bits) =>
        extent <= 1 ? 0 : BitOperations.Log2(BitOperations.RoundUpToPowerOf2((ulong)Tiles(extent, bits)));

    private static long Tiles(long extent, int bits) => (extent + (1L << bits) - 1) >> bits;
}
