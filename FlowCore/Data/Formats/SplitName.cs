namespace FlowCore.Data.Formats;

/// <summary>What the name of a file, folder or array says of the part of a data set that is in it.</summary>
internal static class SplitName
{
    /// <summary>The split whose word is in a name, <c>train-images-idx3-ubyte.gz</c>, <c>val_data.npz</c>, or null.</summary>
    public static DataSplit? Of(string name)
    {
        for (var start = 0; start < name.Length; start++)
        {
            var end = start;
            while (end < name.Length && char.IsAsciiLetterOrDigit(name[end]))
            {
                end++;
            }

            if (Word(name.AsSpan(start, end - start)) is { } split)
            {
                return split;
            }

            start = end;
        }

        return null;
    }

    private static DataSplit? Word(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Math.Min(word.Length, 16)];
        return word.ToLowerInvariant(lower) < 0 ? null : lower[..word.Length] switch
        {
            "train" or "training" => DataSplit.Train,
            "val" or "valid" or "validation" => DataSplit.Valid,
            "test" or "testing" or "t10k" => DataSplit.Test,
            _ => null,
        };
    }
}
