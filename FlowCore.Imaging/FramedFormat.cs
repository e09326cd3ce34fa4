using FlowCore.Data;
using FlowCore.Data.Formats;

namespace FlowCore.Imaging;

/// <summary>Another format whose images are cropped and resampled.</summary>
/// <param name="format">The format.</param>
/// <param name="options">The crop and the size.</param>
public sealed class FramedFormat(IDataFormat format, PictureOptions options) : IDataFormat
{
    /// <inheritdoc/>
    public string Name => format.Name;

    /// <inheritdoc/>
    public string Summary => format.Summary;

    /// <inheritdoc/>
    public bool IsNested => format.IsNested;

    /// <summary>A source with its images cropped and resampled.</summary>
    /// <exception cref="FlowException">They are smaller than the crop.</exception>
    public static DataSource Frame(DataSource source, PictureOptions options) => new(
        source.Path,
        source.Format,
        [.. source.Parts.Select(part => part with { Images = new FramedImages(part.Images, options) })],
        source.Skipped);

    /// <inheritdoc/>
    public bool Recognizes(DataPath path) => format.Recognizes(path);

    /// <inheritdoc/>
    public bool IsCalled(DataPath path) => format.IsCalled(path);

    /// <inheritdoc/>
    public DataSource Open(DataPath path, MemoryBudget memory) => Frame(format.Open(path, memory), options);

    /// <inheritdoc/>
    public DataReport Check(DataPath path, MemoryBudget memory, CancellationToken cancellation)
    {
        var report = format.Check(path, memory, cancellation);
        return report.Shape is { } shape ? report with { Shape = FramedImages.ShapeOf(shape, options, path.Path) } : report;
    }
}
