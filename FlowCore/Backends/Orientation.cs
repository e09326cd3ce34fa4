namespace FlowCore.Backends;

/// <summary>
/// Which neighbours a masked convolution sees: the quadrant of pixels that come before a pixel in its order.
/// </summary>
public enum Orientation
{
    /// <summary>Pixels above and to the left; the last tap is the pixel itself.</summary>
    TopLeft,

    /// <summary>Pixels above and to the right.</summary>
    TopRight,

    /// <summary>Pixels below and to the left.</summary>
    BottomLeft,

    /// <summary>Pixels below and to the right.</summary>
    BottomRight,
}
