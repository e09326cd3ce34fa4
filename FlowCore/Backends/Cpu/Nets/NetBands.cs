namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// A batch cut into bands whose hidden activations stay in a core's cache: whole images, or, where one image is larger, rows
/// of it. Bands are as equal as can be, so that threads end together. The cut of an image depends on its size and the net's
/// width alone, so that a sample's result does not depend on its batch.
/// </summary>
internal sealed class NetBands
{
    // The activations of one hidden layer that a band aims at: a quarter of a MiB.
    private const int MostFloats = 65536;
    private const int MostPixels = 1024;
    private const int FewestPixels = 256;
    private const int FewestRows = 8;

    // A small batch is cut further, into pieces that are still worth handing out.
    private const int FewestBands = 8;
    private const int WorthwhilePixels = 128;

    private readonly int _samples, _height, _width;

    /// <param name="hidden">Hidden channels.</param>
    /// <param name="samples">Images.</param>
    /// <param name="height">Their rows.</param>
    /// <param name="width">Their columns.</param>
    public NetBands(int hidden, int samples, int height, int width)
    {
        (_samples, _height, _width) = (samples, height, width);
        var plane = height * width;
        var target = Math.Clamp(MostFloats / hidden, FewestPixels, MostPixels);
        if (plane > target)
        {
            var rows = Math.Max(target / width, FewestRows);
            PerImage = (height + rows - 1) / rows;
            Count = checked(samples * PerImage);
            Longest = (height + PerImage - 1) / PerImage * width;
        }
        else
        {
            var images = target / plane;
            var count = (samples + images - 1) / images;
            var worthwhile = (long)samples * plane / WorthwhilePixels;
            PerImage = 1;
            Count = (int)Math.Min(samples, Math.Max(count, Math.Min(FewestBands, worthwhile)));
            Longest = Count == 0 ? 0 : (samples + Count - 1) / Count * plane;
        }
    }

    /// <summary>How many bands.</summary>
    public int Count { get; }

    /// <summary>Bands of one image; 1 where bands are whole images.</summary>
    public int PerImage { get; }

    /// <summary>The most pixels of a band.</summary>
    public int Longest { get; }

    /// <summary>The first pixel of a band, counted over the batch, and the one after its last.</summary>
    public (long Start, long End) this[int index]
    {
        get
        {
            if (PerImage == 1)
            {
                long plane = _height * _width;
                return ((long)index * _samples / Count * plane, (index + 1L) * _samples / Count * plane);
            }

            var (image, part) = Math.DivRem(index, PerImage);
            var first = (long)image * _height;
            return (
                (first + ((long)part * _height / PerImage)) * _width,
                (first + ((part + 1L) * _height / PerImage)) * _width);
        }
    }
}
