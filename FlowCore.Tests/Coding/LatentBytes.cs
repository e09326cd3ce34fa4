using FlowCore.Files.SafeTensors;
using FlowCore.Tensors;

namespace FlowCore.Tests.Coding;

/// <summary>A latent file in pieces that a test can change; written again, its hash is that of what it says.</summary>
internal sealed class LatentBytes
{
    private readonly Dictionary<string, string> _metadata;
    private readonly List<(string Name, string Dtype, Shape Shape, byte[] Bytes)> _tensors = [];

    public LatentBytes(string path)
    {
        using var reader = new SafeTensorsReader(path);
        _metadata = reader.Metadata.Where(pair => pair.Key != "sha256").ToDictionary();
        var file = File.ReadAllBytes(path);
        var data = file.Length - (int)reader.Entries.Sum(entry => entry.Length);
        foreach (var entry in reader.Entries)
        {
            var start = data + (int)entry.Offset;
            _tensors.Add((entry.Name, entry.Dtype, entry.Shape, file[start..(start + (int)entry.Length)]));
        }
    }

    public IEnumerable<string> Keys => _metadata.Keys;

    public IEnumerable<string> Tensors => _tensors.Select(tensor => tensor.Name);

    /// <summary>Changes a string; null takes it away.</summary>
    public void Set(string key, string? value)
    {
        if (value is null)
        {
            _metadata.Remove(key);
        }
        else
        {
            _metadata[key] = value;
        }
    }

    public byte[] Bytes(string name) => _tensors[Index(name)].Bytes;

    /// <summary>Changes a tensor; null leaves what it is.</summary>
    public void Set(string name, string? newName = null, string? dtype = null, Shape? shape = null, byte[]? bytes = null)
    {
        var (old, type, extents, data) = _tensors[Index(name)];
        _tensors[Index(name)] = (newName ?? old, dtype ?? type, shape ?? extents, bytes ?? data);
    }

    public void Remove(string name) => _tensors.RemoveAt(Index(name));

    /// <summary>Writes it with corrections of one's own.</summary>
    public void SetCorrections(long[] positions, byte[] values)
    {
        Set("corrections.positions", shape: new Shape(positions.Length), bytes: [.. positions.SelectMany(BitConverter.GetBytes)]);
        Set("corrections.values", shape: new Shape(values.Length), bytes: values);
    }

    public void Save(string path)
    {
        var writer = new SafeTensorsWriter();
        foreach (var (key, value) in _metadata)
        {
            writer.AddMetadata(key, value);
        }

        foreach (var (name, dtype, shape, bytes) in _tensors)
        {
            writer.Add(name, dtype, shape, stream => stream.Write(bytes.AsSpan()));
        }

        writer.AddMetadata("sha256", writer.ContentHash());
        writer.Save(path);
    }

    private int Index(string name) => _tensors.FindIndex(tensor => tensor.Name == name);
}
