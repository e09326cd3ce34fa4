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
}
