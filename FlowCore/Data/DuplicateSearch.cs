using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FlowCore.Data;

/// <summary>Finds images that are the same, byte for byte.</summary>
internal static class DuplicateSearch
{
    private const int BlockBytes = 1 << 20;

    // An odd number without pattern: ⌊2⁶⁴/φ⌋.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    /// <summary>Every image that an earlier one is the same as, with the earliest such.</summary>
    public static IReadOnlyList<(int Index, int First)> Find(IImageSet images, CancellationToken cancellation)
    {
        var size = images.Shape.Dimensions;
        var firsts = new Dictionary<ulong, int>();
        var found = new List<(int, int)>();
        var (first, block) = (new byte[size], new byte[size * Math.Max(1, Math.Min(images.Count, BlockBytes / size))]);
        for (var start = 0; start < images.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var indices = Enumerable.Range(start, Math.Min(block.Length / size, images.Count - start)).ToArray();
            var unreadable = Read(images, indices, block.AsSpan(0, indices.Length * size));
            foreach (var index in indices)
            {
                var image = block.AsSpan((index - start) * size, size);
                if (unreadable.Contains(index) || firsts.TryAdd(Digest(image), index))
                {
                    continue;
                }

                // A digest only suggests it; the bytes tell.
                var earlier = firsts[Digest(image)];
                images.Read([earlier], first);
                if (image.SequenceEqual(first))
                {
                    found.Add((index, earlier));
                }
            }

            start += indices.Length;
        }

        return found;
    }

    /// <summary>Reads images, one by one where one of them cannot be read, and says which those are.</summary>
    private static HashSet<int> Read(IImageSet images, int[] indices, Span<byte> pixels)
    {
        var unreadable = new HashSet<int>();
        try
        {
            images.Read(indices, pixels);
            return unreadable;
        }
        catch (UnreadableImageException)
        {
            // Which of them it is cannot be told from here.
        }

        var size = images.Shape.Dimensions;
        for (var i = 0; i < indices.Length; i++)
        {
            try
            {
                images.Read([indices[i]], pixels.Slice(i * size, size));
            }
            catch (UnreadableImageException)
            {
                unreadable.Add(indices[i]);
            }
        }

        return unreadable;
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
