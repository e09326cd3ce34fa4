using FlowCore.Data;
using FlowCore.Tensors;

namespace FlowCore.Tests.Support;

/// <summary>A set of which some images cannot be read; each index is an image's id plus 1,000.</summary>
internal sealed class FaultyImageSet(IImageSet inner, Func<int, bool> isFaulty) : IImageSet
{
    private int _reads;
    private int _calls;

    public string Name => "faulty";

    public ImageShape Shape => inner.Shape;

    public int Count => inner.Count;

    /// <summary>Images asked for so far.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>How often images were asked for.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public int Classes => inner.Classes;

    public int Id(int index) => inner.Id(index) + 1000;

    public int Label(int index) => inner.Label(index);

    public void Read(ReadOnlySpan<int> indices, Span<byte> pixels)
    {
        Interlocked.Increment(ref _calls);
        foreach (var index in indices)
        {
            Interlocked.Increment(ref _reads);
            if (isFaulty(index))
            {
                throw new UnreadableImageException($"image {index}", "a whole picture", "half of one", "Remove it.");
            }
        }

        inner.Read(indices, pixels);
    }
}
