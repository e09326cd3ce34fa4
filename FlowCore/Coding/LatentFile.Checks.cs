using System.Text;
using FlowCore.Files.SafeTensors;

namespace FlowCore.Coding;

/// <content>What a file must be before anything in it is used: it may be damaged, or made to do harm.</content>
public sealed partial class LatentFile
{
    private const string Damaged = "The file is damaged; encode the images again.";
    private const string Foreign = "It was not written by FlowCore's encode.";
    private const int ChunkNumbers = 1 << 13;

    private static SafeTensorsReader CheckedHash(SafeTensorsReader reader)
    {
        // The format first: what is of another kind has no such hash either.
        if (!reader.Metadata.TryGetValue(LatentFormat.FormatKey, out var format) || format != LatentFormat.Format)
        {
            throw new FlowException(
                reader.Path, $"format {LatentFormat.Format}", format is null ? "none" : $"'{format}'", format is null ? Foreign : "Use the version that wrote it.");
        }

        if (!reader.Metadata.TryGetValue(LatentFormat.HashKey, out var saved))
        {
            throw new FlowException(reader.Path, $"metadata '{LatentFormat.HashKey}'", "none", Damaged);
        }

        var found = reader.ContentHash(LatentFormat.HashKey);
        return saved == found
            ? reader
            : throw new FlowException(reader.Path, $"contents with the SHA-256 {saved}", found, Damaged);
    }

    private string Metadata(string key) => _reader.Metadata.TryGetValue(key, out var text)
        ? text
        : throw new FlowException(Path, $"metadata '{key}'", "none", Foreign);

    private T Read<T>(string key, Func<string, T?> read, string expected)
        where T : struct =>
        read(Metadata(key)) ?? throw new FlowException($"{Path}: {key}", expected, $"'{Metadata(key)}'", Damaged);

    private ImageShape[] ReadShapes()
    {
        var shapes = new List<ImageShape>();
        while (shapes.Count == 0 || _reader.Contains(LatentFormat.Latent(shapes.Count)))
        {
            var entry = _reader.Entry(LatentFormat.Latent(shapes.Count));
            var shape = entry.Shape;
            shapes.Add(shape.Rank == 4 && LatentFormat.ShapeOf(shape[1], shape[2], shape[3]) is { } latent
                ? latent
                : throw new FlowException(Path, "latents [N, C, H, W]", $"{entry}", Damaged));
        }

        return [.. shapes];
    }

    private void CheckTensors()
    {
        if (Count < 1)
        {
            throw new FlowException(Path, "latents of 1 image or more", "none", Damaged);
        }

        var expected = new Dictionary<string, (string Dtype, Shape Shape)>(StringComparer.Ordinal)
        {
            [LatentFormat.Positions] = (SafeTensorsType.Int64, new Shape(_reader.Entry(LatentFormat.Positions).Shape[0])),
            [LatentFormat.Values] = (SafeTensorsType.UInt8, new Shape(_reader.Entry(LatentFormat.Positions).Shape[0])),
            [LatentFormat.Hashes] = (SafeTensorsType.UInt8, new Shape(Count, LatentFormat.HashLength)),
            [LatentFormat.Names] = (SafeTensorsType.UInt8, new Shape(_reader.Entry(LatentFormat.Names).Shape[0])),
        };
        for (var level = 0; level < LatentShapes.Count; level++)
        {
            var (channels, height, width) = LatentShapes[level];
            expected.Add(LatentFormat.Latent(level), (SafeTensorsType.Float32, new Shape(Count, channels, height, width)));
        }

        if (HasLabels)
        {
            expected.Add(LatentFormat.Labels, (SafeTensorsType.Int32, new Shape(Count)));
        }

        foreach (var (name, (dtype, shape)) in expected)
        {
            var entry = _reader.Entry(name);
            if (entry.Dtype != dtype || entry.Shape != shape)
            {
                throw new FlowException(Path, $"'{name}' {dtype} {shape}", $"{entry.Dtype} {entry.Shape}", Damaged);
            }
        }

        if (_reader.Entries.FirstOrDefault(entry => !expected.ContainsKey(entry.Name)) is { } unknown)
        {
            throw new FlowException(Path, "only tensors of latents", $"{unknown}", Foreign);
        }
    }

    private string[] ReadNames()
    {
        var bytes = new byte[_reader.Entry(LatentFormat.Names).Count];
        _reader.ReadPart(LatentFormat.Names, 0, bytes);
        var ends = bytes.AsSpan().Count((byte)0);
        if (ends != Count || bytes[^1] != 0)
        {
            throw new FlowException($"{Path}: {LatentFormat.Names}", $"{Count} names, a byte of 0 after each", $"{ends} such bytes", Damaged);
        }

        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            return text[..^1].Split('\0');
        }
        catch (DecoderFallbackException)
        {
            throw new FlowException($"{Path}: {LatentFormat.Names}", "names in UTF-8", "other bytes", Damaged);
        }
    }

    /// <summary>Checks every correction, and finds the first of each image.</summary>
    private long[] ReadCorrections()
    {
        var (starts, image, last) = (new long[Count + 1], 0, -1L);
        var (total, end) = (_reader.Entry(LatentFormat.Positions).Count, (long)Count * Image.Dimensions);
        var (positions, values) = (new long[ChunkNumbers], new byte[ChunkNumbers]);
        for (var first = 0L; first < total; first += ChunkNumbers)
        {
            var count = (int)Math.Min(ChunkNumbers, total - first);
            _reader.ReadPart(LatentFormat.Positions, first, positions.AsSpan(0, count));
            _reader.ReadPart(LatentFormat.Values, first, values.AsSpan(0, count));
            for (var i = 0; i < count; i++)
            {
                if (positions[i] <= last || positions[i] >= end || values[i] >> Bits != 0)
                {
                    throw new FlowException(
                        $"{Path}: correction {first + i}",
                        $"a place after {last} and before {end}, and a byte below {1 << Bits}",
                        $"{positions[i]} and {values[i]}",
                        Damaged);
                }

                last = positions[i];
                while ((image + 1L) * Image.Dimensions <= last)
                {
                    starts[++image] = first + i;
                }
            }
        }

        starts.AsSpan(image + 1).Fill(total);
        return starts;
    }
}
