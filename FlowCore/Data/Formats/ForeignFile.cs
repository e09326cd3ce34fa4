namespace FlowCore.Data.Formats;

/// <summary>What is not read here, by its first bytes, so that the refusal says what it is and how to go on.</summary>
internal static class ForeignFile
{
    private const int MostLookedInto = 256;

    private static readonly (byte[] Start, string What, string Remedy)[] Known =
    [
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a picture", "Give the folder that it is in."),
        ([0xFF, 0xD8, 0xFF], "a picture", "Give the folder that it is in."),
        ([.. "GIF8"u8], "a picture", "Give the folder that it is in."),
        ([.. "RIFF"u8], "a picture", "Give the folder that it is in."),
        ([.. "BM"u8], "a picture", "Give the folder that it is in."),
        ([.. "PK\u0003\u0004"u8], "a zip archive without arrays", "Unpack it and give the folder."),
        ([0x1F, 0x8B], "a gzip file without IDX images", "Unpack it (tar -xf) and give the folder."),
        ([0x89, .. "HDF\r\n"u8], "an HDF5 file", "Save the images with numpy.save."),
        ([.. "PAR1"u8], "a Parquet file", "Save the images with numpy.save, or as PNG files."),
        ([.. "MATLAB"u8], "a MATLAB file", "Save the images with numpy.save."),
    ];

    /// <summary>The line for a path that no format recognises.</summary>
    /// <param name="path">The path.</param>
    /// <param name="expected">What would have been.</param>
    public static FlowException Refusal(DataPath path, string expected)
    {
        if (!path.IsFolder)
        {
            return RefusalOfFile(path, expected);
        }

        var pickle = path.Files.Take(MostLookedInto).FirstOrDefault(file => IsPickle(file.Start));
        var (files, folders) = (path.Files.Count, path.Folders.Count);
        return pickle is not null
            ? RefusalOfFile(pickle, expected)
            : new FlowException(
                path.Path,
                expected,
                files + folders == 0 ? "an empty folder" : $"a folder of {files} files and {folders} folders with none of them",
                "Check the path, or say with DataOptions.Format what it is.");
    }

    private static FlowException RefusalOfFile(DataPath file, string expected)
    {
        if (IsPickle(file.Start))
        {
            // Reading one may run whatever code it holds, so it is converted by whoever trusts it.
            return new FlowException(
                file.Path,
                expected,
                "a Python pickle",
                $"Convert it: python3 -c \"import numpy, pickle; numpy.savez('{file.Name}.npz', "
                    + $"data=pickle.load(open('{file.Name}', 'rb'), encoding='latin1')['data'])\"");
        }

        foreach (var (start, what, remedy) in Known)
        {
            if (file.Start.StartsWith(start))
            {
                return new FlowException(file.Path, expected, what, remedy);
            }
        }

        return new FlowException(
            file.Path,
            expected,
            $"a file that begins with 0x{Convert.ToHexString(file.Start[..Math.Min(file.Start.Length, 4)])}",
            "Say with DataOptions.Format what it is.");
    }

    /// <summary>Whether it is a pickle of a dictionary: of protocol 2 and later by its mark, of the oldest by its first words.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> start) =>
        start is [0x80, >= 2 and <= 5, (byte)'}' or 0x95 or (byte)'c' or (byte)']' or (byte)'(', ..] || start.StartsWith("(dp"u8);
}
