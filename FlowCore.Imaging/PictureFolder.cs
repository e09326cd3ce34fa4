using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Tensors;

namespace FlowCore.Imaging;

/// <summary>
/// The pictures of a folder, nested or flat, in ordinal order of their relative paths, so that an image has the same index and
/// id on every machine. A small folder is decoded when it is opened; of a large one only the headers are read, unless pixels must
/// tell whether all are gray, and pixels are decoded as they are asked for. Images that are small in all are held in memory
/// once decoded. For any number of threads at once.
/// </summary>
public sealed class PictureFolder : IImageSet
{
    // What is decoded on opening: about two seconds of work.
    private const long MostDecodedPixels = 1L << 27;

    private readonly PictureScan _scan;
    private readonly PictureFraming _framing;
    private readonly HeldImages? _held;

    private PictureFolder(PictureScan scan, PictureFraming framing, HeldImages? held) =>
        (_scan, _framing, _held) = (scan, framing, held);

    /// <inheritdoc/>
    public string Name => _scan.Folder;

    /// <inheritdoc/>
    public ImageShape Shape => _framing.Shape;

    /// <inheritdoc/>
    public int Count => _scan.Pictures.Count;

    /// <summary>What was found when the folder was opened, files that were left out among it.</summary>
    public IReadOnlyList<PictureProblem> Problems => _scan.Problems;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="options">What becomes of its pictures.</param>
    /// <param name="strict">Whether a picture that cannot be used is an error; otherwise it is left out and named.</param>
    /// <param name="memory">What may be kept in memory, or null for <see cref="MemoryBudget.Usual"/>; without room a picture is
    /// decoded each time it is asked for.</param>
    /// <exception cref="FlowException">
    /// No picture can be used, one cannot and <paramref name="strict"/> is set, or images would differ in size.
    /// </exception>
    public static PictureFolder Open(string folder, PictureOptions options, bool strict = false, MemoryBudget? memory = null) =>
        Open(folder, options, strict, memory, MostDecodedPixels);

    /// <inheritdoc cref="Open(string, PictureOptions, bool, MemoryBudget?)"/>
    /// <param name="folder">Its path.</param>
    /// <param name="options">What becomes of its pictures.</param>
    /// <param name="strict">Whether a picture that cannot be used is an error; otherwise it is left out and named.</param>
    /// <param name="memory">What may be kept in memory.</param>
    /// <param name="mostDecoded">The most pixels of pictures that are decoded at once; otherwise each is when first asked for.</param>
    internal static PictureFolder Open(
        string folder, PictureOptions options, bool strict, MemoryBudget? memory, long mostDecoded)
    {
        memory ??= MemoryBudget.Usual();
        var early = new EarlyImages(folder, options, memory, mostDecoded);
        var scan = PictureScan.Of(folder, options, early);
        var held = Hold(scan, early, memory, mostDecoded);
        Check(scan, strict);
        return new PictureFolder(scan, new PictureFraming(options, scan.Shape!.Value), held);
    }

    /// <summary>Decodes every picture of a folder and says what its owner should know before training on them.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="options">What is to become of its pictures.</param>
    /// <param name="cancellation">Ends it between two pictures.</param>
    /// <exception cref="FlowException">The folder cannot be listed.</exception>
    public static DataReport Check(string folder, PictureOptions options, CancellationToken cancellation = default)
    {
        var scan = PictureScan.Check(folder, options, cancellation);
        var parts = scan.Pictures
            .GroupBy(picture => picture.Header.Shape)
            .Select(group => new DataReportPart(folder, null, group.Count(), group.Key));
        return new DataReport(
            folder,
            PicturesFormat.FormatName,
            scan.Files,
            scan.Shape,
            [.. parts],
            [.. scan.Problems.Select(problem => problem.In(folder))]);
    }

    /// <inheritdoc/>
    public int Id(int index) => Checked(index);

    /// <inheritdoc/>
    public string NameOf(int index) => _scan.Pictures[Checked(index)].Path.Replace(Path.DirectorySeparatorChar, '/');

    /// <inheritdoc/>
    /// <exception cref="UnreadableImageException">A picture of a large folder is damaged past its header.</exception>
    public void Read(ReadOnlySpan<int> indices, Span<byte> pixels)
    {
        var size = Shape.Dimensions;
        ShapeException.ThrowIfNot((long)indices.Length * size, pixels.Length, $"{Name}.Read of {indices.Length} images", "pixels");
        for (var i = 0; i < indices.Length; i++)
        {
            var index = Checked(indices[i]);
            var image = pixels.Slice(i * size, size);
            if (_held is null || !_held.TryRead(index, image))
            {
                var name = _scan.FullPath(_scan.Pictures[index].Path);
                _framing.Apply(PictureDecoder.Decode(name), name, image);
                _held?.Keep(index, image);
            }
        }
    }

    private static HeldImages? Hold(PictureScan scan, EarlyImages early, MemoryBudget memory, long mostDecoded)
    {
        if (scan.Shape is not { } shape
            || scan.Problems.Any(problem => problem.Kind == PictureProblemKind.OddSized)
            || !memory.TryTake((long)scan.Pictures.Count * shape.Dimensions))
        {
            return null;
        }

        if (scan.Pictures.Sum(picture => picture.Header.Size.Pixels) <= mostDecoded)
        {
            scan.ReadRest(early.Has);
        }

        return early.Hold(scan.Pictures);
    }

    private static void Check(PictureScan scan, bool strict)
    {
        var faults = scan.Problems.Where(problem => problem.IsFault).ToArray();
        if (scan.Pictures.Count == 0)
        {
            var got = scan.Files == 0 ? "no files" : FormattableString.Invariant($"{scan.Files} files of which none can be used");
            throw new FlowException(
                scan.Folder,
                $"a folder with {PictureDecoder.Kinds} pictures",
                got,
                scan.Problems.Count == 0 ? "Check the path." : $"The first is {scan.Problems[0].Line}");
        }

        if (strict && faults.Length > 0)
        {
            throw new FlowException(faults.Length == 1
                ? faults[0].Line
                : FormattableString.Invariant($"{faults[0].Line} It is the first of {faults.Length} such files."));
        }

        if (scan.Problems.FirstOrDefault(problem => problem.Kind == PictureProblemKind.OddSized) is { } odd)
        {
            throw new FlowException(odd.Line);
        }
    }

    private int Checked(int index) => (uint)index < (uint)Count
        ? index
        : throw new ShapeException(Name, $"an index inside 0..{Count}", $"{index}");
}
