using FlowCore.Data;
using FlowCore.Random;

namespace FlowCore.Training;

/// <summary>Mirrors images left to right, each with probability ½, for training on scenes that could as well be mirrored.</summary>
internal static class HorizontalFlip
{
    /// <summary>Mirrors those images of a batch whose draw says so, in place.</summary>
    /// <param name="batch">The images; a draw depends on an image's id and not on its place.</param>
    /// <param name="key">The run's seed, <see cref="RandomStream.Flip"/> and the step.</param>
    public static void Apply(ImageBatch batch, RandomKey key)
    {
        var (size, width) = (batch.Shape.Dimensions, batch.Shape.Width);
        for (var i = 0; i < batch.Count; i++)
        {
            if (!IsFlipped(key, batch.Ids[i]))
            {
                continue;
            }

            for (var row = i * size; row < (i + 1) * size; row += width)
            {
                batch.Pixels.AsSpan(row, width).Reverse();
            }
        }
    }

    /// <summary>The upper bit of the first word at (key, id).</summary>
    private static bool IsFlipped(RandomKey key, int id) => Philox.Block(key, (uint)id, block: 0).X >> 31 == 1;
}
