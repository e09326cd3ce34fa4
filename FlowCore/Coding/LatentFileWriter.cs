using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;

namespace FlowCore.Coding;

/// <summary>Collects a latent file batch by batch, beside the file and not in memory.</summary>
internal sealed class LatentFileWriter : IDisposable
{
    private readonly string _path;
    private readonly FlowModel _model;
    private readonly BlockSpool _spool;
    private int _images;
    private int _correctedImages;

    /// <summary>An empty one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">What encodes.</param>
    /// <exception cref="FlowException">There cannot be such a file.</exception>
    public LatentFileWriter(string path, FlowModel model) => (_path, _model, _spool) = (path, model, new BlockSpool(path));

    /// <summary>What is in it so far.</summary>
    public EncodingResult Result => new(_images, Corrections, _correctedImages);

    private long Corrections => _spool.Length(LatentFormat.Values);

    /// <summary>Adds images.</summary>
    /// <param name="batch">The images and their names.</param>
    /// <param name="latents">What they were encoded to.</param>
    /// <param name="decoded"><c>[N, C, H, W]</c>: what the CPU makes of those.</param>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public void Add(NamedImages batch, Latents latents, byte[] decoded)
    {
        for (var level = 0; level < latents.Values.Count; level++)
        {
            var values = latents.Values[level];
            _spool.Append(LatentFormat.Latent(level), stream => SafeTensorsWriter.Write(stream, values));
        }

        if (_model.ConditionShape is not null)
        {
            _spool.Append(LatentFormat.Labels, stream => SafeTensorsWriter.Write(stream, batch.Images.Labels));
        }

        _spool.Append(LatentFormat.Names, stream => WriteNames(stream, batch.Names));
        _spool.Append(LatentFormat.Hashes, stream =>
        {
            for (var i = 0; i < batch.Images.Count; i++)
            {
                stream.Write(SHA256.HashData(batch.Images.Image(i)).AsSpan());
            }
        });
        AddCorrections(batch.Images, decoded);
        _images = checked(_images + batch.Images.Count);
    }

    /// <summary>Writes the file, in full or not at all.</summary>
    /// <param name="hash">Which model encoded.</param>
    /// <param name="weights">With which weights.</param>
    /// <param name="source">What the images are of.</param>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public void Save(string hash, string weights, string source)
    {
        var writer = new SafeTensorsWriter();
        writer.AddMetadata(LatentFormat.FormatKey, LatentFormat.Format);
        writer.AddMetadata(LatentFormat.ModelKey, hash);
        writer.AddMetadata(LatentFormat.WeightsKey, weights);
        writer.AddMetadata(LatentFormat.SourceKey, source);
        writer.AddMetadata(LatentFormat.ImageKey, LatentFormat.Text(_model.Image));
        writer.AddMetadata(LatentFormat.BitsKey, _model.PixelMap.Bits.ToString(CultureInfo.InvariantCulture));
        writer.AddMetadata(LatentFormat.ArithmeticKey, DecoderArithmetic.OfThisMachine);

        // Long numbers before short ones, so that each lies at a multiple of its size and readers can map the file as it is.
        Add(LatentFormat.Positions, SafeTensorsType.Int64, new Shape(Extent(Corrections)));
        for (var level = 0; level < _model.LatentShapes.Count; level++)
        {
            var (channels, height, width) = _model.LatentShapes[level];
            Add(LatentFormat.Latent(level), SafeTensorsType.Float32, new Shape(_images, channels, height, width));
        }

        if (_model.ConditionShape is not null)
        {
            Add(LatentFormat.Labels, SafeTensorsType.Int32, new Shape(_images));
        }

        Add(LatentFormat.Values, SafeTensorsType.UInt8, new Shape(Extent(Corrections)));
        Add(LatentFormat.Hashes, SafeTensorsType.UInt8, new Shape(_images, LatentFormat.HashLength));
        Add(LatentFormat.Names, SafeTensorsType.UInt8, new Shape(Extent(_spool.Length(LatentFormat.Names))));
        writer.AddMetadata(LatentFormat.HashKey, writer.ContentHash());
        writer.Save(_path);

        void Add(string name, string dtype, Shape shape) => writer.Add(name, dtype, shape, stream => _spool.CopyTo(name, stream));
    }

    /// <summary>Deletes what was collected.</summary>
    public void Dispose() => _spool.Dispose();

    private void AddCorrections(ImageBatch images, byte[] decoded)
    {
        var (positions, values) = (new List<long>(), new List<byte>());
        var size = images.Shape.Dimensions;
        for (var i = 0; i < images.Count; i++)
        {
            var image = images.Image(i);
            var before = positions.Count;
            for (var at = 0; at < size; at++)
            {
                if (image[at] != decoded[(i * size) + at])
                {
                    positions.Add(((_images + (long)i) * size) + at);
                    values.Add(image[at]);
                }
            }

            _correctedImages += positions.Count > before ? 1 : 0;
        }

        _spool.Append(LatentFormat.Positions, stream => SafeTensorsWriter.Write(stream, positions.ToArray()));
        _spool.Append(LatentFormat.Values, stream => stream.Write(values.ToArray()));
    }

    // Each name ends with a byte of 0, which no file's name has in it.
    private static void WriteNames(Stream stream, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (name.Contains('\0', StringComparison.Ordinal))
            {
                throw new FlowException("image", "a name without a character of 0", $"'{name}'", "Give it another name.");
            }

            stream.Write(Encoding.UTF8.GetBytes(name));
            stream.WriteByte(0);
        }
    }

    private int Extent(long count) => count <= int.MaxValue
        ? (int)count
        : throw new FlowException(_path, $"at most {int.MaxValue} corrections and bytes of names", $"{count}", "Encode fewer images at a time.");
}
