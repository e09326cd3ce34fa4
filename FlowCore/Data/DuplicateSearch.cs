using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FlowCore.Data;

/// <summary>Finds what is the same, byte for byte: a digest suggests it, and the bytes tell.</summary>
/// <param name="read">Gives the bytes of one that was looked at; of no length where they cannot be read any more.</param>
public sealed class DuplicateSearch(Func<int, byte[]> read)
{
    private const int BlockBytes = 1 << 20;

    // An odd number without pattern: ⌊2⁶⁴/φ⌋.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private readonly Dictionary<ulong, int> _firsts = [];

    /// <summary>Every image that an earlier one is the same as, with the earliest such.</summary>
    /// <param name="images">The images; those that cannot be read are passed over.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static IReadOnlyList<(int Index, int First)> Find(IImageSet images, CancellationToken cancellation)
    {
        var size = images.Shape.Dimensions;
        var (first, block) = (new byte[size], new byte[size * Math.Max(1, Math.Min(images.Count, BlockBytes / size))]);
        var found = new List<(int, int)>();
        var search = new DuplicateSearch(index =>
        {
            images.Read([index], first);
            return first;
        });
        for (var start = 0; start < images.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var indices = Enumerable.Range(start, Math.Min(block.Length / size, images.Count - start)).ToArray();
            var unreadable = new HashSet<int>();
            images.ReadReadable(indices, block.AsSpan(0, indices.Length * size), (place, _) => unreadable.Add(indices[place]));
            foreach (var index in indices)
            {
                if (!unreadable.Contains(index) && search.FirstLike(index, block.AsSpan((index - start) * size, size)) is { } earlier)
                {
                    found.Add((index, earlier));
                }
            }

            start += indices.Length;
        }

        return found;
    }

    /// <summary>Looks at the next one.</summary>
    /// <param name="index">What it is called, another for each.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>The first that was looked at and has the same bytes, or null: then it is the first of them itself.</returns>
    public int? FirstLike(int index, ReadOnlySpan<byte> bytes)
    {
        // Others of the same digest have the numbers that follow it.
        for (var digest = Digest(bytes); !_firsts.TryAdd(digest, index); digest++)
        {
            if (bytes.SequenceEqual(read(_firsts[digest])))
            {
                return _firsts[digest];
            }
        }

        return null;
    }

    /// <summary>64 bits that depend on every byte: each word is mixed in by a product whose halves are folded together.</summary>
    // Optimised at once: a check of a small set is over before the runtime would get to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Digest(ReadOnlySpan<byte> bytes)
    {
        var digest = (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            digest = Mix(digest ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        Span<byte> last = stackalloc byte[sizeof(ulong)];
        last.Clear();
        bytes.CopyTo(last);
        return Mix(digest ^ BinaryPrimitives.ReadUInt64LittleEndian(last));
    }

    private static ulong Mix(ulong word)
    {
        // Zero is kept away from the product: it would forget all that came before.
        var high = Math.BigMul(word + Multiplier, Multiplier, out var low);
        return high ^ low;
    }
}
