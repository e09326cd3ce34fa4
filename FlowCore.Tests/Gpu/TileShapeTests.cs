using FlowCore.Gpu.Launching;
using Xunit;

namespace FlowCore.Tests.Gpu;

public sealed class TileShapeTests
{
    private const int Rows = 4;

    private static readonly int[] Extents = [1, 2, 3, 4, 5, 12, 48, 64, 65, 512, 100_000];

    /// <summary>Threads from the fewest a device may have to more than a tile has room for.</summary>
    public static TheoryData<int, int, int> Profiles { get; } = new()
    {
        { 2, 2, 4 }, { 2, 16, 4 }, { 2, 64, 8 }, { 32, 128, 4 }, { 32, 256, 4 }, { 32, 1024, 8 },
    };

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Tiles_cover_the_product_with_the_threads_there_are(int least, int most, int lanes)
    {
        var profile = new LaunchProfile(64, least, most, lanes, 64, 1, IsStrided: false, SharesMemory: true);
        foreach (var rows in Extents)
        {
            foreach (var columns in Extents)
            {
                var tile = TileShape.Of(rows, columns, profile);
                var label = $"{rows}×{columns}: {1 << tile.RowBits}×{1 << tile.ColumnBits} by {tile.Threads} threads";
                Assert.True(tile.Threads >= least && tile.Threads <= most, label);
                Assert.True(tile.Threads * Rows * lanes == 1 << (tile.RowBits + tile.ColumnBits), label);
                Assert.True(1 << tile.RowBits <= 64 && 1 << tile.ColumnBits <= 256, label);
                Assert.InRange(((long)tile.RowTiles(rows) << tile.RowBits) - rows, 0, (1 << tile.RowBits) - 1);
                Assert.InRange(((long)tile.ColumnTiles(columns) << tile.ColumnBits) - columns, 0, (1 << tile.ColumnBits) - 1);
            }
        }
    }
}
