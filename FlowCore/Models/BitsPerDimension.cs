namespace FlowCore.Models;

/// <summary>The unit in which densities of images are compared.</summary>
public static class BitsPerDimension
{
    /// <summary>
    /// <c>−ln p / (D·ln 2)</c>. The density is over pixels counted in levels (0 … 256 for 8 bits), so a model that knows
    /// nothing has 8, and no constant is left to add.
    /// </summary>
    /// <param name="logDensity">ln p in nats.</param>
    /// <param name="dimensions">D, elements of an image.</param>
    public static double FromNats(double logDensity, int dimensions) => -logDensity / (dimensions * Math.Log(2));

    /// <summary>
    /// The same image's ln p over pixels in [0, 1), as other programs have it: larger by <c>D·n·ln 2</c>, because each of D pixels is
    /// measured in units of 2ⁿ levels. So <c>bits/dim = n − ln p / (D·ln 2)</c> of it.
    /// </summary>
    /// <param name="logDensity">ln p in nats over pixels counted in levels.</param>
    /// <param name="dimensions">D, elements of an image.</param>
    /// <param name="bits">
    /// n, bits of a pixel; where images are padded, those of all that is modelled for each pixel of the image
    /// (<see cref="Models.PixelMap.BitsOfNothing"/>).
    /// </param>
    public static double UnitNats(double logDensity, int dimensions, double bits) => logDensity + (dimensions * bits * Math.Log(2));
}
