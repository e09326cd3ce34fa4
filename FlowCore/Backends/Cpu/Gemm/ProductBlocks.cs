using FlowCore.Backends.Cpu.Caches;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// How a product is cut into blocks, for the caches of a core: a panel of B of a block's depth stays in the nearest while the
/// panels of a block of A pass by it; that block, the panels of B and the sums so far stay in the next. The order of a sum's
/// terms does not depend on it.
/// </summary>
/// <param name="Depth">Depth of a block.</param>
/// <param name="RowPanels">Panels of A in a block.</param>
/// <param name="ColumnPanels">Panels of B in a block.</param>
internal readonly record struct ProductBlocks(int Depth, int RowPanels, int ColumnPanels)
{
    // Parts of a cache: of the nearest for a panel of B, of the next for its panels of a block's depth and for the block of A.
    // The rest is for what passes by.
    private const double ShareOfLevel1 = 0.6, ShareForColumns = 0.25, ShareForRows = 0.125;

    // More panels of B would be read no faster: their rows are read in long runs already.
    private const int MostColumnPanels = 16;

    // Blocks that keep every thread at work until the end.
    private const int BlocksOfThread = 4;

    /// <summary>The blocks of a product.</summary>
    /// <param name="caches">The caches.</param>
    /// <param name="depth">Depth of the product.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="threads">Threads that share the columns.</param>
    public static ProductBlocks For<TTile>(CacheSizes caches, int depth, long columns, int threads)
        where TTile : struct, IGemmTile
    {
        var deepest = Math.Max(1, (int)(ShareOfLevel1 * caches.Level1 / (TTile.Columns * sizeof(float))));
        var blocks = (depth + deepest - 1) / deepest;
        var even = Math.Max(1, (depth + blocks - 1) / Math.Max(1, blocks));
        var panels = Math.Clamp(Panels(ShareForColumns, TTile.Columns), 1, MostColumnPanels);
        var shared = Math.Max(1, columns / ((long)BlocksOfThread * threads * TTile.Columns));
        return new ProductBlocks(even, Math.Max(1, Panels(ShareForRows, TTile.Rows)), (int)Math.Min(panels, shared));

        int Panels(double part, int side) => (int)(part * caches.Level2 / ((double)even * side * sizeof(float)));
    }

    /// <summary>Columns of a block.</summary>
    public int Columns<TTile>()
        where TTile : struct, IGemmTile =>
        ColumnPanels * TTile.Columns;
}
