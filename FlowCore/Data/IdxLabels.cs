using System.Buffers.Binary;
using FlowCore.Files;

namespace FlowCore.Data;

/// <summary>IDX files of labels: bytes <c>[N]</c> behind a big-endian header, plain or packed with gzip.</summary>
internal static class IdxLabels
{
    private const string Kind = "an IDX file of labels";
    private const int HeaderLength = 8;

    /// <summary>The labels of a file that goes with one of images.</summary>
    /// <param name="path">The file of labels.</param>
    /// <param name="images">How many images there are.</param>
    /// <param name="imagesName">The file of images, for the message.</param>
    /// <returns><c>[N]</c>.</returns>
    /// <exception cref="FlowException">It cannot be read, or does not hold a label for each image and as many as it says.</exception>
    public static int[] Read(string path, int images, string imagesName)
    {
        using var file = FileFailure.Open(path, Kind);
        return Read(file, path, images, imagesName);
    }

    /// <inheritdoc cref="Read(string, int, string)"/>
    /// <param name="stream">One whole file, at its start; it must be able to seek and is left open.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="images">How many images there are.</param>
    /// <param name="imagesName">The file of images, for the message.</param>
    public static int[] Read(Stream stream, string name, int images, string imagesName) => GzipFile.Refusing(name, Kind, () =>
    {
        using var unpacked = GzipFile.Unpack(stream);
        var bytes = unpacked ?? stream;
        var header = new byte[HeaderLength];
        var have = bytes.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (have < header.Length || BinaryPrimitives.ReadUInt32BigEndian(header) != IdxHeader.LabelMagic)
        {
            throw new FlowException(
                name, "the IDX magic 0x00000801 and a count", $"0x{Convert.ToHexString(header, 0, have)}", "Fetch the file again.");
        }

        var said = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(IdxHeader.MagicLength));
        var labels = new int[images];
        var there = Fill(labels, bytes, said + 1L);
        if (there != said || said > int.MaxValue)
        {
            throw new FlowException(
                name, $"{said} labels, as its header says", there > said ? "more" : $"{there}", "The file is damaged; fetch it again.");
        }

        return said == images
            ? labels
            : throw new FlowException(
                name,
                $"{images} labels, one for each image of {imagesName}",
                $"{said}",
                "The two files do not belong together; fetch both again.");
    });

    /// <summary>Reads the labels that there is room for and counts the others, so that a false header costs no memory.</summary>
    private static long Fill(Span<int> labels, Stream stream, long most)
    {
        var chunk = new byte[1 << 14];
        var (count, got) = (0L, 0);
        do
        {
            got = stream.Read(chunk);
            for (var i = 0; i < got && count + i < labels.Length; i++)
            {
                labels[(int)count + i] = chunk[i];
            }

            count += got;
        }
        while (got > 0 && count < most);

        return count;
    }
}
