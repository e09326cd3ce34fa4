using System.Buffers.Binary;
using FlowCore.Files;

namespace FlowCore.Data;

/// <summary>IDX files of labels, of which only the number matters here: it must be that of the images.</summary>
internal static class IdxLabels
{
    private const string Kind = "an IDX file of labels";
    private const int HeaderLength = 8;

    /// <summary>How many labels a file holds.</summary>
    /// <exception cref="FlowException">It cannot be read, or does not hold as many as it says.</exception>
    public static int Count(string path) => GzipFile.Refusing(path, Kind, () =>
    {
        using var file = FileFailure.Open(path, Kind);
        using var unpacked = GzipFile.Unpack(file);
        Stream stream = unpacked is null ? file : unpacked;
        var header = new byte[HeaderLength];
        var have = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (have < header.Length || BinaryPrimitives.ReadUInt32BigEndian(header) != IdxHeader.LabelMagic)
        {
            throw new FlowException(
                path, "the IDX magic 0x00000801 and a count", $"0x{Convert.ToHexString(header, 0, have)}", "Fetch the file again.");
        }

        var said = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(IdxHeader.MagicLength));
        var there = CountBytes(stream, said + 1L);
        return there == said && said <= int.MaxValue
            ? (int)said
            : throw new FlowException(
                path, $"{said} labels, as its header says", there > said ? "more" : $"{there}", "The file is damaged; fetch it again.");
    });

    private static long CountBytes(Stream stream, long most)
    {
        var chunk = new byte[1 << 14];
        var (count, got) = (0L, 0);
        do
        {
            got = stream.Read(chunk);
            count += got;
        }
        while (got > 0 && count < most);

        return count;
    }
}
