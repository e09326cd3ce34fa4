using FlowCore.Data;

namespace FlowCore.Runs;

/// <summary>The images of a run, and how they came about.</summary>
/// <param name="Path">What the user called them.</param>
/// <param name="Format">What they were recognised as.</param>
/// <param name="Train">The images to train on.</param>
/// <param name="Valid">The images to make choices on, or null.</param>
/// <param name="Test">The images to test on, or null.</param>
public sealed record RunData(string Path, string Format, IImageSet Train, IImageSet? Valid, IImageSet? Test)
{
    /// <summary>The part of the training images that was held out as valid, or 0.</summary>
    public double ValidFraction { get; init; }

    /// <summary>What that part was drawn by.</summary>
    public ulong SplitSeed { get; init; }

    /// <summary>What became of the images' size, and of pictures, as the record is to have it; null for images as they are.</summary>
    public object? Pictures { get; init; }
}
