using FlowCore.Files;

namespace FlowCore.Data.Formats;

/// <summary>What is not read here, by its first bytes, so that the refusal says what it is and how to go on.</summary>
internal static class ForeignFile
{
    private const int MostLookedInto = 256;

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

        if (Known(FileContent.Of(file.Start)) is var (what, remedy))
        {
            return new FlowException(file.Path, expected, what, remedy);
        }

        return new FlowException(
            file.Path,
            expected,
            $"a file that begins with 0x{Convert.ToHexString(file.Start[..Math.Min(file.Start.Length, 4)])}",
            "Say with DataOptions.Format what it is.");
    }

    private static (string What, string Remedy)? Known(FileContent content) => content.Kind switch
    {
        _ when content.IsPicture => ("a picture", "Give the folder that it is in."),
        FileContentKind.Zip => ("a zip archive without arrays", "Unpack it and give the folder."),
        FileContentKind.Gzip => ("a gzip file without IDX images", "Unpack it (tar -xf) and give the folder."),
        FileContentKind.Parquet => (content.Name, "Save the images with numpy.save, or as PNG files."),
        FileContentKind.Hdf5 or FileContentKind.Matlab => (content.Name, "Save the images with numpy.save."),
        _ => null,
    };

    /// <summary>Whether it is a pickle of a dictionary: of protocol 2 and later by its mark, of the oldest by its first words.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> start) =>
        start is [0x80, >= 2 and <= 5, (byte)'}' or 0x95 or (byte)'c' or (byte)']' or (byte)'(', ..] || start.StartsWith("(dp"u8);
}
