using FlowCore.Random;

namespace FlowCore.Data;

/// <summary>
/// The endless stream of training images: every epoch is a permutation of all of them, drawn from (seed, epoch) and
/// nothing else, so that a resumed run meets the images that an uninterrupted one would. Not for two threads at once.
/// </summary>
public sealed class BatchOrder
{
    private readonly ulong _seed;

    // A batch that spans two epochs needs both permutations; neighbours never share a place, epoch e lives at e mod 2.
    private readonly int[]?[] _orders = new int[2][];
    private readonly long[] _epochs = new long[2];

    /// <summary>The order of <paramref name="count"/> images in the run of a seed.</summary>
    /// <exception cref="FlowException">There are no images.</exception>
    public BatchOrder(int count, ulong seed)
    {
        if (count < 1)
        {
            throw new FlowException("BatchOrder", "at least 1 image", $"{count}", "Train on a set that is not empty.");
        }

        Count = count;
        _seed = seed;
    }

    /// <summary>Images in an epoch.</summary>
    public int Count { get; }

    /// <summary>The images at <paramref name="position"/>, position + 1, … of the stream.</summary>
    /// <param name="position">
    /// Images seen before; position p is entry <c>p mod Count</c> of the permutation of epoch <c>⌊p / Count⌋</c>.
    /// </param>
    /// <param name="indices"><c>[N]</c>, overwritten with indices inside <c>0…Count−1</c>; may span epochs.</param>
    /// <exception cref="FlowException">The position is negative or past the 2³²-th epoch.</exception>
    public void Fill(long position, Span<int> indices)
    {
        if (position < 0 || position > ((1L << 32) * Count) - indices.Length)
        {
            throw new FlowException(
                "BatchOrder", $"a position inside 0..{(1L << 32) * Count}", $"{position}", "Resume from an earlier step.");
        }

        while (!indices.IsEmpty)
        {
            var (epoch, entry) = Math.DivRem(position, Count);
            var part = Math.Min(Count - (int)entry, indices.Length);
            Permutation(epoch).AsSpan((int)entry, part).CopyTo(indices);
            indices = indices[part..];
            position += part;
        }
    }

    private int[] Permutation(long epoch)
    {
        var place = epoch & 1;
        var order = _orders[place];
        if (order is null || _epochs[place] != epoch)
        {
            order ??= new int[Count];
            new PhiloxSequence(new RandomKey(_seed, RandomStream.Shuffle, (uint)epoch)).NextPermutation(order);
            _orders[place] = order;
            _epochs[place] = epoch;
        }

        return order;
    }
}
