using System.Numerics;
using System.Text.Json;

namespace FlowCore.Files.SafeTensors;

/// <content>
/// From JSON to entries, token by token: a header may have 100 MB, and a document of it in memory would be many times that.
/// </content>
internal sealed partial class SafeTensorsHeader
{
    private const string DtypeKey = "dtype";
    private const string ShapeKey = "shape";
    private const string OffsetsKey = "data_offsets";

    // A path of layers has some dozens.
    private const int LongestName = 1 << 12;

    private void ReadJson(ReadOnlySpan<byte> json)
    {
        try
        {
            // First all of it, so that a header that is cut or no JSON is called that and not by what its first part lacks.
            for (var all = new Utf8JsonReader(json); all.Read();)
            {
            }

            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Refusal("a JSON object as header", $"{Kind(reader)}");
            }

            while (NextName(ref reader) is { } name)
            {
                if (name == MetadataKey)
                {
                    ThrowIfTwice(_hasMetadata, name);
                    _hasMetadata = true;
                    ReadMetadata(ref reader);
                }
                else
                {
                    var entry = ReadEntry(name, ref reader);
                    ThrowIfTwice(!_byName.TryAdd(name, entry), name);
                    _entries.Add(entry);
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the parser says that a string is not valid Unicode.
            throw new FlowException(
                $"{_path}: expected a JSON header, got '{FileFailure.Brief(failure.Message)}'. {Remedy}", failure);
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refusal($"{MetadataKey} to be an object", $"{Kind(reader)}");
        }

        while (NextName(ref reader) is { } key)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Refusal($"a string as {MetadataKey} '{key}'", $"{Kind(reader)}");
            }

            ThrowIfTwice(!_metadata.TryAdd(key, reader.GetString()!), key);
        }
    }

    private SafeTensorsEntry ReadEntry(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refusal($"tensor '{name}' to be an object", $"{Kind(reader)}");
        }

        string? dtype = null;
        (long[] Values, int Count)? shape = null, offsets = null;
        while (NextName(ref reader) is { } key)
        {
            switch (key)
            {
                case DtypeKey:
                    ThrowIfTwice(dtype is not null, key);
                    dtype = Dtype(name, ref reader);
                    break;
                case ShapeKey:
                    ThrowIfTwice(shape is not null, key);
                    shape = Naturals(key, Shape.MaxRank, name, ref reader);
                    break;
                case OffsetsKey:
                    ThrowIfTwice(offsets is not null, key);
                    offsets = Naturals(key, 2, name, ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (dtype, shape, offsets) switch
        {
            (null, _, _) => throw Refusal($"a {DtypeKey} of tensor '{name}'", "none"),
            (_, null, _) => throw Refusal($"a {ShapeKey} of tensor '{name}'", "none"),
            (_, { Count: > Shape.MaxRank and var count }, _) =>
                throw Refusal($"tensor '{name}' to have at most {Shape.MaxRank} extents", $"{count}"),
            (_, _, null) => throw Refusal($"a {OffsetsKey} of tensor '{name}'", "none"),
            (_, _, { Count: not 2 and var count }) => throw Refusal($"two {OffsetsKey} of tensor '{name}'", $"{count}"),
            ({ } type, { } extents, { } ends) => Entry(name, type, extents.Values, ends.Values[0], ends.Values[1]),
        };
    }

    private SafeTensorsEntry Entry(string name, string dtype, long[] extents, long start, long end)
    {
        if (Array.Exists(extents, extent => extent > int.MaxValue))
        {
            throw Refusal($"tensor '{name}' to have extents below 2^31", string.Join(", ", extents));
        }

        var shape = new Shape(Array.ConvertAll(extents, extent => (int)extent));

        // Extents of a damaged header can pass 64 bits, and a wrapped product might fit.
        BigInteger bytes = SafeTensorsType.Size(dtype);
        foreach (var extent in extents)
        {
            bytes *= extent;
        }

        return end >= start && bytes == end - start
            ? new SafeTensorsEntry(name, dtype, shape, start, end - start)
            : throw Refusal($"{bytes} bytes for tensor '{name}' {dtype} {shape}", $"{OffsetsKey} [{start}, {end}]");
    }

    /// <summary>One of the known types, as the one string that all tensors of it share.</summary>
    private string Dtype(string name, ref Utf8JsonReader reader)
    {
        RequireKind(JsonTokenType.String, ref reader, DtypeKey, name);
        foreach (var known in SafeTensorsType.All)
        {
            if (reader.ValueTextEquals(known))
            {
                return known;
            }
        }

        throw Refusal($"a known {DtypeKey} of tensor '{name}'", $"'{reader.GetString()}'");
    }

    /// <summary>The first numbers of an array, and how many it has.</summary>
    private (long[] Values, int Count) Naturals(string key, int most, string name, ref Utf8JsonReader reader)
    {
        RequireKind(JsonTokenType.StartArray, ref reader, key, name);
        var (values, count) = (new long[most], 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var number = -1L;
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out number) || number < 0)
            {
                throw Refusal($"whole numbers of 0 or more for tensor '{name}'", Text(reader));
            }

            if (count < most)
            {
                values[count] = number;
            }

            count++;
        }

        return (count < most ? values[..count] : values, count);
    }

    /// <summary>The name of the next member of an object, with the reader at its value, or null at the object's end.</summary>
    private string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        if (reader.ValueSpan.Length > LongestName)
        {
            throw Refusal($"names of at most {LongestName} bytes", $"one of {reader.ValueSpan.Length}");
        }

        // Those that every tensor has are not made anew for each.
        var name = reader.ValueTextEquals(DtypeKey) ? DtypeKey
            : reader.ValueTextEquals(ShapeKey) ? ShapeKey
            : reader.ValueTextEquals(OffsetsKey) ? OffsetsKey
            : reader.GetString()!;
        reader.Read();
        return name;
    }

    // The format wants every key once; without this the last of two would silently win.
    private static void ThrowIfTwice(bool isTwice, string name)
    {
        if (isTwice)
        {
            throw new JsonException($"The name '{FileFailure.Brief(name)}' stands twice.");
        }
    }

    private void RequireKind(JsonTokenType token, ref Utf8JsonReader reader, string key, string name)
    {
        if (reader.TokenType != token)
        {
            var kind = token == JsonTokenType.String ? JsonValueKind.String : JsonValueKind.Array;
            throw Refusal($"{key} of tensor '{name}' to be of kind {kind}", $"{Kind(reader)}");
        }
    }

    private static JsonValueKind Kind(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        _ => JsonValueKind.Null,
    };

    /// <summary>A value as it stands in the file.</summary>
    private static string Text(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => $"\"{reader.GetString()}\"",
        JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
        _ => $"{Kind(reader)}",
    };
}
