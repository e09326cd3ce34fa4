using FlowCore.Layers;
using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>
/// Where a layer that only moves numbers puts them, by an image whose numbers are their own places. One that takes C×H×W to
/// 4C×H/2×W/2 is a squeeze, and the groups of a <see cref="FincUnit"/> depend on its order: pixel (2i + dy, 2j + dx) of channel c is
/// pixel (i, j) of channel <c>4c + 2dy + dx</c>.
/// </summary>
internal static class OrderCheck
{
    // The whole numbers that a float holds.
    private const int MostPlaces = 1 << 24;

    /// <summary>How many numbers are elsewhere than the rule says, both ways; null of a layer that computes.</summary>
    public static int? Faults(FlowModel model, Bijector layer)
    {
        var (before, after) = (layer.InputShape, layer.OutputShape);
        if (layer is not Squeeze && (after != before.Squeezed() || before.Dimensions > MostPlaces))
        {
            return null;
        }

        var places = new double[before.Dimensions];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i + 1;
        }

        var moved = LayerRun.Run(model, layer, places, [0], samples: 1).Value;
        if (layer is not Squeeze && !moved.Order().SequenceEqual(places))
        {
            return null;
        }

        var back = LayerRun.Run(model, layer, moved, [0], samples: 1, inverse: true).Value;
        return Enumerable.Range(0, places.Length).Count(i => moved[i] != 1 + Source(before, after, i) || back[i] != places[i]);
    }

    private static int Source(ImageShape before, ImageShape after, int place)
    {
        var (channel, pixel) = Math.DivRem(place, after.Plane);
        var (row, column) = Math.DivRem(pixel, after.Width);
        var (c, corner) = Math.DivRem(channel, 4);
        var (dy, dx) = Math.DivRem(corner, 2);
        return (((c * before.Height) + (2 * row) + dy) * before.Width) + (2 * column) + dx;
    }
}
