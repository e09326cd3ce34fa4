namespace FlowCore.Ops;

/// <summary>The map between integers 0 … Q−1 with <c>Q = 2^bits</c> and the real numbers that a flow models.</summary>
/// <param name="Scale">Log-odds or linear.</param>
/// <param name="Bits">Bits of a channel, 1 to 8.</param>
/// <param name="Alpha">The margin α of the log-odds, so that they stay finite at the ends; not used when linear.</param>
public readonly record struct PixelCoding(PixelScale Scale, int Bits = 8, double Alpha = 1e-6)
{
    /// <summary>The number of levels, <c>Q = 2^bits</c>.</summary>
    public int Levels => 1 << Bits;
}
