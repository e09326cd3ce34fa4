namespace FlowCore.Data.Numpy;

/// <summary>Where the channels stand in an array of four dimensions.</summary>
internal enum ChannelOrder
{
    /// <summary>Where the extents allow only one answer; else the array is refused.</summary>
    Guessed,

    /// <summary><c>[N, C, H, W]</c>.</summary>
    First,

    /// <summary><c>[N, H, W, C]</c>.</summary>
    Last,
}
