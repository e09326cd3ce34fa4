using System.Numerics;
using System.Text.Json;

namespace FlowCore.Serialization;

/// <content>From JSON to entries.</content>
internal sealed partial class SafeTensorsHeader
{
    // The format wants every key once; without this the last of two would silently win.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private void ReadJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            ReadMembers(document.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the parser says that a string is not valid Unicode.
            throw new FlowException(
                $"{_path}: expected a JSON header, got '{FileFailure.Brief(failure.Message)}'. {Remedy}", failure);
        }
    }

    private void ReadMembers(JsonElement root)
    {
        Require(root.ValueKind == JsonValueKind.Object, "a JSON object as header", root.ValueKind);
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name == MetadataKey)
            {
                ReadMetadata(member.Value);
            }
            else
            {
                _entries.Add(ReadEntry(member.Name, member.Value));
            }
        }
    }

    private void ReadMetadata(JsonElement value)
    {
        Require(value.ValueKind == JsonValueKind.Object, $"{MetadataKey} to be an object", value.ValueKind);
        foreach (var member in value.EnumerateObject())
        {
            Require(
                member.Value.ValueKind == JsonValueKind.String,
                $"a string as {MetadataKey} '{member.Name}'",
                member.Value.ValueKind);
            _metadata.Add(member.Name, member.Value.GetString()!);
        }
    }

    private SafeTensorsEntry ReadEntry(string name, JsonElement value)
    {
        Require(value.ValueKind == JsonValueKind.Object, $"tensor '{name}' to be an object", value.ValueKind);
        var dtype = Member(name, value, "dtype", JsonValueKind.String).GetString()!;
        var size = SafeTensorsType.Size(dtype);
        Require(size > 0, $"a known dtype of tensor '{name}'", $"'{dtype}'");

        var extents = Naturals(name, value, "shape");
        Require(extents.Length <= Shape.MaxRank, $"tensor '{name}' to have at most {Shape.MaxRank} extents", extents.Length);
        Require(extents.All(e => e <= int.MaxValue), $"tensor '{name}' to have extents below 2^31", string.Join(", ", extents));

        var offsets = Naturals(name, value, "data_offsets");
        Require(offsets.Length == 2, $"two data_offsets of tensor '{name}'", offsets.Length);
        var shape = new Shape([.. extents.Select(e => (int)e)]);
        // Extents of a damaged header can pass 64 bits, and a wrapped product might fit.
        var bytes = extents.Aggregate((BigInteger)size, (product, extent) => product * extent);
        Require(
            offsets[1] >= offsets[0] && bytes == offsets[1] - offsets[0],
            $"{bytes} bytes for tensor '{name}' {dtype} {shape}",
            $"data_offsets [{offsets[0]}, {offsets[1]}]");
        return new SafeTensorsEntry(name, dtype, shape, offsets[0], offsets[1] - offsets[0]);
    }

    private JsonElement Member(string name, JsonElement value, string key, JsonValueKind kind)
    {
        Require(value.TryGetProperty(key, out var member), $"a {key} of tensor '{name}'", "none");
        Require(member.ValueKind == kind, $"{key} of tensor '{name}' to be of kind {kind}", member.ValueKind);
        return member;
    }

    private long[] Naturals(string name, JsonElement value, string key) =>
        [.. Member(name, value, key, JsonValueKind.Array).EnumerateArray().Select(element => Natural(name, element))];

    private long Natural(string name, JsonElement value)
    {
        var number = -1L;
        Require(
            value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number) && number >= 0,
            $"whole numbers of 0 or more for tensor '{name}'",
            value.GetRawText());
        return number;
    }

    private void Require(bool condition, string expected, object got)
    {
        if (!condition)
        {
            // Names come from the file: they may be long or hold line breaks, and an error is one line.
            throw new FlowException(_path, FileFailure.Brief(expected), FileFailure.Brief($"{got}"), Remedy);
        }
    }
}
