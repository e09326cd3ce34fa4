namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// The pixels of a batch, cut for a net. A part is a task, and has sums of its own where sums go over all
/// pixels; a block is what of it goes through all layers before its dot products are taken, so that its activations stay in a
/// core's cache. Both are whole panels.
/// </summary>
internal sealed class NetPartition
{
    // What a seam needs on either side, in reaches of the stencil: see Seams.
    private const int ReachesOfSeam = 4;

    // Pixels of a batch that are worth sharing out more finely than its sums are.
    private const int WorthSharing = 1024;

    // The largest share of a thread over the mean at which it is busy.
    private const double MostUneven = 1.25;

    // Pixels of a block: few enough for its activations, many enough for the sums of their lanes not to count.
    private const int BlockPixels = 512;

    // Each part of a sum takes memory and is added up: enough for 32 threads, and for 64 only where parts are long all the same.
    private const int UsualParts = 32;
    private const int MostParts = 64;
    private const int LongPart = 2048;

    // Parts of a small batch are shorter, and their number suits few threads.
    private const int PartsAtATime = 8;
    private const int SmallestPart = 128;

    private readonly int _panel, _panels, _blockPanels;
    private readonly long _pixels;

    private NetPartition(long pixels, int reach, int panel, long parts)
    {
        (_pixels, _panel) = (pixels, panel);
        _panels = checked((int)((pixels + panel - 1) / panel));
        _blockPanels = PanelsOf(Math.Max(BlockPixels, ReachesOfSeam * reach));
        Parts = (int)Math.Clamp(parts, 1, Math.Max(1, _panels / PanelsOf(Math.Max(1, ReachesOfSeam * reach))));
    }

    /// <summary>How many parts.</summary>
    public int Parts { get; }

    /// <summary>Pixels of the longest block, the last panel counted whole.</summary>
    public int LongestBlock
    {
        get
        {
            var longest = (_panels + Parts - 1) / Parts;
            return Math.Max(PanelsOfBlocks(longest), PanelsOfBlocks(longest - 1)) * _panel;

            int PanelsOfBlocks(int panels) => (panels + BlocksOf(panels) - 1) / BlocksOf(panels);
        }
    }

    /// <summary>
    /// The partition for sums over all pixels, each part's share of which is added up by itself: it depends on the shape, the
    /// stencil's reach and the vectors' width alone.
    /// </summary>
    /// <param name="pixels">Pixels of the batch.</param>
    /// <param name="reach">How far a tap of the convolution whose products meet at <see cref="Seams"/> lies from its pixel.</param>
    /// <param name="panel">Pixels of a panel.</param>
    public static NetPartition ForSums(long pixels, int reach, int panel)
    {
        var usual = Math.Min(UsualParts, pixels / BlockPixels);
        var parts = Math.Max(usual, Math.Min(MostParts, pixels / LongPart)) / PartsAtATime * PartsAtATime;
        return new NetPartition(pixels, reach, panel, Math.Max(parts, Math.Min(PartsAtATime, pixels / SmallestPart)));
    }

    /// <summary>The partition for results that are each pixel's own, the same however the batch is cut: it may fit the threads.</summary>
    /// <param name="pixels">Pixels of the batch.</param>
    /// <param name="reach">As for <see cref="ForSums"/>.</param>
    /// <param name="panel">Pixels of a panel.</param>
    /// <param name="threads">Threads that share the parts.</param>
    public static NetPartition ForThreads(long pixels, int reach, int panel, int threads)
    {
        var turns = Math.Clamp(pixels / ((long)threads * BlockPixels), 1, PartsAtATime);
        return new NetPartition(pixels, reach, panel, Math.Min(threads * turns, pixels / (SmallestPart / 2)));
    }

    /// <summary>Whether the parts keep so many threads busy, or there is too little to share.</summary>
    public bool KeepsBusy(int threads)
    {
        var turns = (Parts + threads - 1) / threads;
        return (long)turns * threads <= MostUneven * Parts || _pixels < WorthSharing;
    }

    /// <summary>Blocks of a part.</summary>
    public int Blocks(int part) => BlocksOf(FirstPanel(part + 1) - FirstPanel(part));

    /// <summary>The pixels of a part.</summary>
    public PixelRange Part(int part) => Run(FirstPanel(part), FirstPanel(part + 1));

    /// <summary>The pixels of a block of a part.</summary>
    public PixelRange Block(int part, int block)
    {
        var first = FirstPanel(part);
        var panels = FirstPanel(part + 1) - first;
        var blocks = BlocksOf(panels);
        return Run(first + (int)((long)block * panels / blocks), first + (int)((block + 1L) * panels / blocks));
    }

    private int FirstPanel(int part) => (int)((long)part * _panels / Parts);

    private int BlocksOf(int panels) => Math.Max(1, (panels + (_blockPanels / 2)) / _blockPanels);

    private int PanelsOf(int pixels) => (pixels + _panel - 1) / _panel;

    private PixelRange Run(int first, int end) => new((long)first * _panel, Math.Min(_pixels, (long)end * _panel));
}
