using System.Buffers;
using FlowCore.Files;
using Microsoft.Win32.SafeHandles;

namespace FlowCore.Data.Files;

/// <summary>
/// Images that stay in their file and are read where they lie, so that a set may be larger than the memory. Several threads
/// may read at once: a read has a position of its own.
/// </summary>
internal sealed class FileImageSet : IImageSet, IDisposable
{
    private const int MostBlock = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly PixelLayout _layout;

    /// <summary>A set over a file that the set closes.</summary>
    public FileImageSet(string name, SafeFileHandle file, PixelLayout layout) => (Name, _file, _layout) = (name, file, layout);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ImageShape Shape => _layout.Shape;

    /// <inheritdoc/>
    public int Count => _layout.Count;

    /// <summary>The images of a file: in memory where the budget has room for them, else in the file, which is kept open.</summary>
    /// <param name="name">What messages call the set.</param>
    /// <param name="path">The file.</param>
    /// <param name="layout">Where the images lie, inside the file.</param>
    /// <param name="memory">What may be kept in memory.</param>
    /// <exception cref="FlowException">The file cannot be read, or ends before its images do.</exception>
    public static IImageSet Open(string name, string path, PixelLayout layout, MemoryBudget memory)
    {
        var images = new FileImageSet(name, PositionalFile.Open(path, "images"), layout);
        if (layout.Pixels > Array.MaxLength || !memory.TryTake(layout.Pixels))
        {
            return images;
        }

        using (images)
        {
            var pixels = new byte[layout.Pixels];
            images.Read([.. Enumerable.Range(0, layout.Count)], pixels);
            return new InMemoryImageSet(name, layout.Shape, pixels);
        }
    }

    /// <inheritdoc/>
    public int Id(int index) => (uint)index < (uint)Count
        ? index
        : throw new ShapeException(Name, $"an index inside 0..{Count}", $"{index}");

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<byte> pixels)
    {
        var size = Shape.Dimensions;
        ShapeException.ThrowIfNot((long)indices.Length * size, pixels.Length, $"{Name}.Read of {indices.Length} images", "pixels");
        var most = Math.Max(1, MostBlock / _layout.Stride);
        var block = ArrayPool<byte>.Shared.Rent(checked((Math.Min(most, indices.Length) * _layout.Stride) + size));
        try
        {
            for (var first = 0; first < indices.Length;)
            {
                // Neighbours in the file are one read.
                var run = 1;
                while (run < most && first + run < indices.Length && indices[first + run] == indices[first] + run)
                {
                    run++;
                }

                ReadRun(Id(indices[first]), Id(indices[first + run - 1]), block, pixels[(first * size)..]);
                first += run;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void ReadRun(int first, int last, byte[] block, Span<byte> pixels)
    {
        var size = Shape.Dimensions;
        var bytes = block.AsSpan(0, ((last - first) * _layout.Stride) + size);
        PositionalFile.ReadExactly(_file, bytes, _layout.Offset + ((long)first * _layout.Stride), Name);
        for (var i = 0; i <= last - first; i++)
        {
            _layout.ToPlanes(bytes.Slice(i * _layout.Stride, size), pixels.Slice(i * size, size));
        }
    }
}
