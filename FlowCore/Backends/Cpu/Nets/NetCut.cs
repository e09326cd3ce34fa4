namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// The pixels of a batch, cut for a net. A part is what one thread takes; a band is what of it goes through all layers before
/// its dot products are taken, so that its activations stay in a core's cache. Both are whole panels.
/// </summary>
internal sealed class NetCut
{
    // What a seam needs on either side, in reaches of the stencil: see Seams.
    private const int ReachesOfSeam = 4;

    // Pixels of a batch that are worth sharing out more finely than its sums are.
    private const int WorthSharing = 1024;

    // The largest share of a thread over the mean at which it is busy.
    private const double MostUneven = 1.25;

    // Pixels of a band: few enough for its activations, many enough for the sums of their lanes not to count.
    private const int BandPixels = 512;

    // Each part of a sum takes memory and is added up: enough for 32 threads, and for 64 only where parts are long all the same.
    private const int UsualParts = 32;
    private const int MostParts = 64;
    private const int LongPart = 2048;

    // Parts of a small batch are shorter, and their number suits few threads.
    private const int PartsAtATime = 8;
    private const int SmallestPart = 128;

    private readonly int _panel, _panels, _bandPanels;
    private readonly long _pixels;

    private NetCut(long pixels, int reach, int panel, long parts)
    {
        (_pixels, _panel) = (pixels, panel);
        _panels = checked((int)((pixels + panel - 1) / panel));
        _bandPanels = PanelsOf(Math.Max(BandPixels, ReachesOfSeam * reach));
        Parts = (int)Math.Clamp(parts, 1, Math.Max(1, _panels / PanelsOf(Math.Max(1, ReachesOfSeam * reach))));
    }

    /// <summary>How many parts.</summary>
    public int Parts { get; }

    /// <summary>Pixels of the longest band, the last panel counted whole.</summary>
    public int LongestBand
    {
        get
        {
            var longest = (_panels + Parts - 1) / Parts;
            return Math.Max(PanelsOfBands(longest), PanelsOfBands(longest - 1)) * _panel;

            int PanelsOfBands(int panels) => (panels + BandsOf(panels) - 1) / BandsOf(panels);
        }
    }

    /// <summary>
    /// The cut for sums over all pixels, each part's share of which is added up by itself: it depends on the shape, the
    /// stencil's reach and the vectors' width alone.
    /// </summary>
    /// <param name="pixels">Pixels of the batch.</param>
    /// <param name="reach">How far a tap of the convolution whose products meet at <see cref="Seams"/> lies from its pixel.</param>
    /// <param name="panel">Pixels of a panel.</param>
    public static NetCut ForSums(long pixels, int reach, int panel)
    {
        var usual = Math.Min(UsualParts, pixels / BandPixels);
        var parts = Math.Max(usual, Math.Min(MostParts, pixels / LongPart)) / PartsAtATime * PartsAtATime;
        return new NetCut(pixels, reach, panel, Math.Max(parts, Math.Min(PartsAtATime, pixels / SmallestPart)));
    }

    /// <summary>The cut for results that are each pixel's own, the same however the batch is cut: it may fit the threads.</summary>
    /// <param name="pixels">Pixels of the batch.</param>
    /// <param name="reach">As for <see cref="ForSums"/>.</param>
    /// <param name="panel">Pixels of a panel.</param>
    /// <param name="threads">Threads that share the parts.</param>
    public static NetCut ForThreads(long pixels, int reach, int panel, int threads)
    {
        var turns = Math.Clamp(pixels / ((long)threads * BandPixels), 1, PartsAtATime);
        return new NetCut(pixels, reach, panel, Math.Min(threads * turns, pixels / (SmallestPart / 2)));
    }

    /// <summary>Whether the parts keep so many threads busy, or there is too little to share.</summary>
    public bool KeepsBusy(int threads)
    {
        var turns = (Parts + threads - 1) / threads;
        return (long)turns * threads <= MostUneven * Parts || _pixels < WorthSharing;
    }

    /// <summary>Bands of a part.</summary>
    public int Bands(int part) => BandsOf(FirstPanel(part + 1) - FirstPanel(part));

    /// <summary>The pixels of a part.</summary>
    public PixelRun Part(int part) => Run(FirstPanel(part), FirstPanel(part + 1));

    /// <summary>The pixels of a band of a part.</summary>
    public PixelRun Band(int part, int band)
    {
        var first = FirstPanel(part);
        var panels = FirstPanel(part + 1) - first;
        var bands = BandsOf(panels);
        return Run(first + (int)((long)band * panels / bands), first + (int)((band + 1L) * panels / bands));
    }

    private int FirstPanel(int part) => (int)((long)part * _panels / Parts);

    private int BandsOf(int panels) => Math.Max(1, (panels + (_bandPanels / 2)) / _bandPanels);

    private int PanelsOf(int pixels) => (pixels + _panel - 1) / _panel;

    private PixelRun Run(int first, int end) => new((long)first * _panel, Math.Min(_pixels, (long)end * _panel));
}
