using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FlowCore.Files;

namespace FlowCore.Data.Numpy;

/// <summary>
/// What stands before the numbers of a .npy file: magic, version, and a Python dictionary of type, order and shape.
/// <see href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html"/>.
/// </summary>
/// <param name="Length">Bytes of all that.</param>
/// <param name="Type">The element type as NumPy writes it: <c>|u1</c> is a byte.</param>
/// <param name="IsFortran">Whether the first index is the fastest.</param>
/// <param name="Extents">The shape.</param>
internal sealed partial record NpyHeader(int Length, string Type, bool IsFortran, IReadOnlyList<long> Extents)
{
    /// <summary>The most bytes that are taken for a header; one of images has about a hundred.</summary>
    public const int MostLength = 1 << 16;

    private const int MostExtents = 32;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether the elements are unsigned bytes.</summary>
    public bool IsBytes => Type is "|u1" or "u1" or "<u1" or ">u1" or "=u1" or "|B" or "B";

    /// <summary>Whether a file that begins so is an array.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>Reads the header of an array.</summary>
    /// <param name="read">Fills its argument from where the last call ended and says with how many bytes.</param>
    /// <param name="name">The array, for the message.</param>
    /// <exception cref="FlowException">There is none, or it is damaged.</exception>
    public static NpyHeader Read(Func<byte[], int> read, string name)
    {
        var start = Take(8);
        if (!IsStart(start))
        {
            throw new FlowException(
                name, "an array that begins with \\x93NUMPY", $"0x{Convert.ToHexString(start)}", "Save it with numpy.save.");
        }

        var version = start[Magic.Length];
        if (version is < 1 or > 3)
        {
            throw new FlowException(name, "version 1, 2 or 3 of the .npy format", $"{version}", "Save it with numpy.save.");
        }

        var lengthBytes = Take(version == 1 ? 2 : 4);
        var length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MostLength)
        {
            throw new FlowException(name, $"a header of at most {MostLength} bytes", $"{length}", "The file is damaged; save it anew.");
        }

        var text = Encoding.UTF8.GetString(Take((int)length));
        return Parse(text, start.Length + lengthBytes.Length + (int)length, name);

        byte[] Take(int count)
        {
            var bytes = new byte[count];
            var got = read(bytes);
            return got == count
                ? bytes
                : throw new FlowException(name, $"a header with {count} more bytes", $"{got}", "The file is cut short; save it anew.");
        }
    }

    private static NpyHeader Parse(string text, int length, string name)
    {
        var (fortran, shape) = (FortranOrder().Match(text), ShapeTuple().Match(text));
        if (!fortran.Success || !shape.Success)
        {
            throw Damaged();
        }

        // A record type is a list and not a word; it is no image either, and the message shows it.
        var type = Description().Match(text) is { Success: true } word ? word.Groups[1].Value : "a record type";
        var extents = new List<long>();
        foreach (var part in shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Python 2 writes long numbers with an L.
            if (!long.TryParse(part.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
                || extents.Count == MostExtents)
            {
                throw Damaged();
            }

            extents.Add(extent);
        }

        return new NpyHeader(length, type, fortran.Groups[1].Value == "True", extents);

        FlowException Damaged() => new(
            name,
            "a header with 'descr', 'fortran_order' and 'shape'",
            $"'{FileFailure.Brief(text)}'",
            "The file is damaged; save it anew.");
    }

    [GeneratedRegex(@"'descr'\s*:\s*'([^']*)'")]
    private static partial Regex Description();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex FortranOrder();

    [GeneratedRegex(@"'shape'\s*:\s*\(([^()]*)\)")]
    private static partial Regex ShapeTuple();
}
