using FlowCore.Ops;

namespace FlowCore.Gpu;

/// <summary>
/// Where the bins of a pixel map end, as floats. The level of x does not fall as x rises, so it is the number of edges that x
/// has reached: comparisons alone, which decode every float on a device without doubles as the CPU does with them.
/// </summary>
internal static class PixelEdges
{
    /// <summary>The least float of each level but the first, ascending.</summary>
    public static float[] Of<TScale>(PixelCoding coding)
        where TScale : struct, IPixelScale
    {
        var edges = new float[coding.Levels - 1];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = LeastOf<TScale>(i + 1, coding);
        }

        return edges;
    }

    /// <summary>By bisection over all finite floats, which are in order when their bits are read as <see cref="FloatAt"/> does.</summary>
    private static float LeastOf<TScale>(int level, PixelCoding coding)
        where TScale : struct, IPixelScale
    {
        var high = (long)BitConverter.SingleToInt32Bits(float.MaxValue);
        var low = -high - 1;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (TScale.Decode(FloatAt(middle), coding) >= level)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return FloatAt(high);
    }

    /// <summary>The float of a rank: 0 is +0, 1 the least above it, −1 is −0.</summary>
    private static float FloatAt(long rank) =>
        rank >= 0 ? BitConverter.Int32BitsToSingle((int)rank) : -BitConverter.Int32BitsToSingle((int)(-rank - 1));
}
