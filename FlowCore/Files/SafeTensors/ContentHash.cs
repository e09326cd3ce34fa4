using System.Security.Cryptography;

namespace FlowCore.Files.SafeTensors;

/// <summary>
/// A SHA-256 of all that a safetensors file says: its metadata and then its tensors, both in the ordinal order of their names,
/// so that a program that writes the same contents in another order keeps it true. Strings are their UTF-8 bytes after their
/// length; a tensor is its name, its type, its extents after their number, and its bytes.
/// </summary>
internal static class ContentHash
{
    /// <summary>The hash in 64 hexadecimal digits.</summary>
    /// <param name="metadata">The strings, without the hash itself.</param>
    /// <param name="entries">The tensors.</param>
    /// <param name="write">Writes the bytes of one.</param>
    public static string Of(
        IEnumerable<KeyValuePair<string, string>> metadata,
        IEnumerable<SafeTensorsEntry> entries,
        Action<SafeTensorsEntry, Stream> write)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        using (var writer = new BinaryWriter(stream))
        {
            foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.Write(key);
                writer.Write(value);
            }

            foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                writer.Write(entry.Name);
                writer.Write(entry.Dtype);
                writer.Write(entry.Shape.Rank);
                for (var axis = 0; axis < entry.Shape.Rank; axis++)
                {
                    writer.Write(entry.Shape[axis]);
                }

                write(entry, stream);
            }
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }
}
