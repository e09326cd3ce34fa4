using System.Collections.Immutable;

namespace FlowCore.Backends;

/// <summary>The four orientations as signs: the pixel at lag δ of p is <c>p − (dy·sy, dx·sx)</c>.</summary>
public static class OrientationExtensions
{
    /// <summary>Top-left, top-right, bottom-left, bottom-right: the groups of a FInC unit in order.</summary>
    public static ImmutableArray<Orientation> All { get; } =
        [Orientation.TopLeft, Orientation.TopRight, Orientation.BottomLeft, Orientation.BottomRight];

    /// <summary>+1 when earlier rows lie above, −1 when they lie below.</summary>
    public static int RowSign(this Orientation orientation) =>
        orientation is Orientation.TopLeft or Orientation.TopRight ? 1 : -1;

    /// <summary>+1 when earlier columns lie to the left, −1 when they lie to the right.</summary>
    public static int ColumnSign(this Orientation orientation) =>
        orientation is Orientation.TopLeft or Orientation.BottomLeft ? 1 : -1;
}
