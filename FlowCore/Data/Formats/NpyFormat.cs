using FlowCore.Data.Files;
using FlowCore.Data.Numpy;
using FlowCore.Files;
using Microsoft.Win32.SafeHandles;

namespace FlowCore.Data.Formats;

/// <summary>
/// NumPy's files of bytes: an array in .npy, or arrays in .npz, as downsampled ImageNet has them. Of an archive's arrays those
/// named after parts of a data set are taken (<c>x_train</c>, <c>test_images</c>), or the one called <c>data</c> or
/// <c>images</c>, or the only one that can be images; labels and means are left alone.
/// </summary>
internal sealed class NpyFormat : ArrayFormat
{
    private readonly ChannelOrder _order;

    private NpyFormat(string name, ChannelOrder order) => (Name, _order) = (name, order);

    /// <summary>Where the channels stand is told from the extents.</summary>
    public static NpyFormat Guessed { get; } = new("numpy", ChannelOrder.Guessed);

    /// <summary>Arrays of four dimensions are <c>[N, C, H, W]</c>.</summary>
    public static NpyFormat ChannelsFirst { get; } = new("numpy-nchw", ChannelOrder.First);

    /// <summary>Arrays of four dimensions are <c>[N, H, W, C]</c>.</summary>
    public static NpyFormat ChannelsLast { get; } = new("numpy-nhwc", ChannelOrder.Last);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Summary => "NumPy files (.npy, .npz) of bytes";

    /// <inheritdoc/>
    protected override bool RecognizesFile(DataPath file) =>
        NpyHeader.IsStart(file.Start) || (ZipDirectory.IsStart(file.Start) && HoldsArrays(file.Path));

    /// <inheritdoc/>
    protected override bool IsFileCalled(DataPath file) => IsCalledArchive(file.Path)
        || file.Name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override IEnumerable<DataPart> OpenFile(DataPath file, MemoryBudget memory)
    {
        using var handle = PositionalFile.Open(file.Path, Summary);
        if (NpyHeader.IsStart(file.Start) || !(ZipDirectory.IsStart(file.Start) || IsCalledArchive(file.Path)))
        {
            return [new DataPart(file.Path, null, OpenArray(file.Path, handle, memory))];
        }

        var arrays = Images(NpzArray.ReadAll(file.Path, handle), file.Path);
        return [.. arrays.Select(array => new DataPart(array.Path, SplitName.Of(array.Name), array.Open(_order, memory)))];
    }

    private IImageSet OpenArray(string path, SafeFileHandle file, MemoryBudget memory)
    {
        var position = 0L;
        var header = NpyHeader.Read(
            buffer =>
            {
                var got = PositionalFile.ReadAtMost(file, buffer, position, path);
                position += got;
                return got;
            },
            path);
        var layout = NpyImages.Layout(header, _order, path);
        layout.ThrowIfNot(RandomAccess.GetLength(file), path);
        return FileImageSet.Open(path, path, layout, memory);
    }

    private static NpzArray[] Images(IReadOnlyList<NpzArray> arrays, string path)
    {
        // Rows of two dimensions are images only where the name says so: labels and means come in such rows too.
        var candidates = arrays.Where(array => array.Header.Extents.Count is 3 or 4 || IsNamed(array)).ToArray();
        var splits = candidates.Where(array => SplitName.Of(array.Name) is not null).ToArray();
        return (splits, candidates.Where(IsNamed).ToArray(), candidates) switch
        {
            ({ Length: > 0 }, _, _) => splits,
            (_, { Length: 1 } named, _) => named,
            (_, _, { Length: 1 }) => candidates,
            _ => throw new FlowException(
                path,
                "one array called data or images, or some called after train and test",
                arrays.Count == 0 ? "no array" : string.Join(", ", arrays),
                "Save the images under one of these names."),
        };
    }

    private static bool IsNamed(NpzArray array) => array.Name is "data" or "images";

    private static bool IsCalledArchive(string path) => path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    private static bool HoldsArrays(string path)
    {
        try
        {
            using var file = PositionalFile.Open(path, "a NumPy file");
            return ZipDirectory.Read(file, path).Any(entry => entry.Name.EndsWith(".npy", StringComparison.Ordinal));
        }
        catch (FlowException)
        {
            return false;
        }
    }
}
