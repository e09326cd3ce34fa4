using FlowCore.Checkpoints;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;

namespace FlowCore.Coding;

/// <summary>
/// Encoded images in a safetensors file: for each level i a tensor <c>latent.i</c> <c>[N, C, H, W]</c> of F32, <c>labels</c> where
/// the model is conditioned on them, the images' names (UTF-8, a byte of 0 after each) and SHA-256s <c>[N, 32]</c>, and the
/// corrections: where in <c>[N, C, H, W]</c> decoding on the CPU gives a wrong byte, and the right one. Strings say which model
/// encoded, with which weights, and what the images are of; a hash of all tells a file that was damaged from one that was not.
/// Everything but numbers is checked when it is opened; those are read batch by batch.
/// </summary>
public sealed partial class LatentFile : IDisposable
{
    private readonly SafeTensorsReader _reader;
    private readonly string[] _names;

    // The first correction of each image, and the end.
    private readonly long[] _corrections;

    private LatentFile(SafeTensorsReader reader)
    {
        _reader = reader;
        Model = Metadata(LatentFormat.ModelKey);
        Source = Metadata(LatentFormat.SourceKey);
        Arithmetic = Metadata(LatentFormat.ArithmeticKey);
        Weights = Read(LatentFormat.WeightsKey, LatentFormat.WeightsOf, "raw or average");
        Image = Read(LatentFormat.ImageKey, LatentFormat.ShapeOf, "channels, rows and columns");
        Bits = Read(LatentFormat.BitsKey, LatentFormat.BitsOf, "1 to 8");
        LatentShapes = ReadShapes();
        Count = _reader.Entry(LatentFormat.Latent(0)).Shape[0];
        HasLabels = _reader.Contains(LatentFormat.Labels);
        CheckTensors();
        _names = ReadNames();
        _corrections = ReadCorrections();
    }

    /// <summary>The file.</summary>
    public string Path => _reader.Path;

    /// <summary>The hash of the model that encoded (<see cref="Checkpoint.HashOf"/>).</summary>
    public string Model { get; }

    /// <summary>With which of its weights.</summary>
    public ModelWeights Weights { get; }

    /// <summary>What the images are of.</summary>
    public string Source { get; }

    /// <summary>The images, C×H×W.</summary>
    public ImageShape Image { get; }

    /// <summary>Bits of a pixel.</summary>
    public int Bits { get; }

    /// <summary>How many images, N.</summary>
    public int Count { get; }

    /// <summary>The shape of each latent.</summary>
    public IReadOnlyList<ImageShape> LatentShapes { get; }

    /// <summary>The names of the images, N of them.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether each image has the label by which it was encoded.</summary>
    public bool HasLabels { get; }

    /// <summary>Bytes that decoding the latents alone would get wrong.</summary>
    public long Corrections => _corrections[^1];

    /// <summary>What the sums of the CPU that encoded were made of.</summary>
    internal string Arithmetic { get; }

    /// <summary>Opens a file and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FlowException">It is not a whole latent file.</exception>
    public static LatentFile Open(string path)
    {
        var reader = new SafeTensorsReader(path);
        try
        {
            return new LatentFile(CheckedHash(reader));
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The latents of some of the images, and their labels where they have any.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ShapeException">There are not as many.</exception>
    /// <exception cref="FlowException">The file cannot be read.</exception>
    public Latents ReadLatents(int first, int count)
    {
        if (first < 0 || count < 0 || first > Count - count)
        {
            throw new ShapeException(Path, $"a range inside 0..{Count}", $"{first}..{(long)first + count}");
        }

        var values = new float[LatentShapes.Count][];
        for (var level = 0; level < values.Length; level++)
        {
            var size = LatentShapes[level].Dimensions;
            values[level] = new float[checked(count * size)];
            _reader.ReadPart(LatentFormat.Latent(level), (long)first * size, values[level]);
        }

        var labels = HasLabels ? new int[count] : null;
        if (labels is not null)
        {
            _reader.ReadPart(LatentFormat.Labels, first, labels);
        }

        return new Latents(count, LatentShapes, values, labels);
    }

    /// <summary>One latent of all images.</summary>
    /// <param name="level">Which, from 0.</param>
    /// <returns><c>[N, C, H, W]</c>.</returns>
    /// <exception cref="FlowException">The file cannot be read.</exception>
    public float[] ReadLevel(int level) => _reader.ReadFloats(LatentFormat.Latent(level));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _reader.Dispose();

    /// <summary>All that is said of some of the images.</summary>
    /// <inheritdoc cref="ReadLatents"/>
    internal LatentPart Read(int first, int count)
    {
        var latents = ReadLatents(first, count);
        var hashes = new byte[count * LatentFormat.HashLength];
        _reader.ReadPart(LatentFormat.Hashes, (long)first * LatentFormat.HashLength, hashes);
        var start = _corrections[first];
        var positions = new long[_corrections[first + count] - start];
        var values = new byte[positions.Length];
        _reader.ReadPart(LatentFormat.Positions, start, positions);
        _reader.ReadPart(LatentFormat.Values, start, values);
        var before = (long)first * Image.Dimensions;
        return new LatentPart(latents, hashes, Array.ConvertAll(positions, position => position - before), values);
    }
}
