namespace FlowCore.Files;

/// <summary>Finds where the lines end that are to stay in a file of lines.</summary>
internal static class LineCut
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Where the first line begins that is not to stay, or the end of the last whole line.</summary>
    /// <param name="stream">The file; read from its start.</param>
    /// <param name="stays">Whether a line stays, without its end; asked of each line in order until one does not.</param>
    public static long Find(Stream stream, Func<ReadOnlyMemory<byte>, bool> stays)
    {
        var (block, filled, start) = (new byte[BlockBytes], 0, 0L);
        stream.Position = 0;
        while (true)
        {
            if (filled == block.Length)
            {
                Array.Resize(ref block, 2 * block.Length);
            }

            var got = stream.Read(block, filled, block.Length - filled);
            if (got == 0)
            {
                return start;
            }

            filled += got;
            var begin = 0;
            for (var length = 0; (length = Array.IndexOf(block, (byte)'\n', begin, filled - begin) - begin) >= 0; begin += length + 1)
            {
                if (!stays(block.AsMemory(begin, length)))
                {
                    return start;
                }

                start += length + 1;
            }

            block.AsSpan(begin, filled - begin).CopyTo(block);
            filled -= begin;
        }
    }
}
