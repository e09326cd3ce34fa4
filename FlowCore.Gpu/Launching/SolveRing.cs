namespace FlowCore.Gpu.Launching;

/// <summary>Where a solve keeps the diagonals that it still needs.</summary>
internal enum SolveRing
{
    /// <summary>In 8 KiB that a group's threads share.</summary>
    Small,

    /// <summary>In 32 KiB that a group's threads share.</summary>
    Large,

    /// <summary>In global memory.</summary>
    Global,
}
