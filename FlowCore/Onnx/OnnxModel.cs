using FlowCore.Checkpoints;
using FlowCore.Files;
using FlowCore.Models;
using FlowCore.Onnx.Graphs;
using FlowCore.Onnx.Tracing;

namespace FlowCore.Onnx;

/// <summary>
/// A trained model as an ONNX file, which runs without this library: the density and the latents of images, or the images of latents.
/// Both are made by running the model's own parts on a backend that writes down what they do, so that a layer or prior of a user's that
/// is composed of operations of the tape is exported like the library's.
/// </summary>
/// <remarks>
/// <para>
/// Every input and output has the batch N as its first axis, which is free. Images are <c>pixels</c>, float <c>[N, C, H, W]</c> counted
/// in levels: <c>v + u</c> with <c>v = 0 … Q−1</c>, <c>Q = 2^bits</c>, and <c>u ∈ [0, 1)</c>; add 0.5 for the middle of a bin, or
/// uniform noise for the density that training optimised. Latents are <c>latent_1</c> … <c>latent_L</c>, <c>[N, C, H, W]</c>. A
/// class-conditional model takes <c>label</c>, int64 <c>[N]</c>, besides; one with another condition takes <c>condition</c>.
/// </para>
/// <para>
/// The inverse of a masked convolution is a <c>Scan</c> over the rows of an image, in which the inverse along a row is a constant
/// matrix. All constants are float32, and what is computed of weights alone, such as inverse matrices and log-dets, is among them.
/// </para>
/// </remarks>
public sealed class OnnxModel
{
    /// <summary>The version of the standard operators that a file needs.</summary>
    public const int Opset = OnnxFile.Opset;

    /// <summary>The version of the ONNX format of a file.</summary>
    public const int IrVersion = OnnxFile.IrVersion;

    private readonly OnnxFile _file;

    private OnnxModel(FlowModel model, OnnxGraph graph, string doc, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        List<KeyValuePair<string, string>> all = [.. metadata ?? []];
        if (model.Config is { } config)
        {
            all.Insert(0, new("config", CheckpointConfig.Write(config)));
        }

        _file = new OnnxFile(graph, doc, all);
    }

    /// <summary>Bytes of the file.</summary>
    public long Length => _file.Length;

    /// <summary>Nodes of the graph, without those inside scans.</summary>
    public int Nodes => _file.Nodes;

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> Inputs => [.. _file.Inputs.Select(input => input.Name)];

    /// <summary>The names of the outputs.</summary>
    public IReadOnlyList<string> Outputs => [.. _file.Outputs.Select(output => output.Name)];

    /// <summary>
    /// Images to latents and densities: of <c>pixels</c> the latents, <c>log_density</c> <c>[N]</c>, <c>ln p(v + u)</c> in nats, and
    /// <c>bits_per_dimension</c> <c>[N]</c>, <c>−ln p / (D·ln 2)</c> with D the numbers of an image.
    /// </summary>
    /// <param name="model">A model that was trained or loaded.</param>
    /// <param name="metadata">Texts that go into the file beside the model's configuration; null for none.</param>
    /// <exception cref="FlowException">
    /// The model has its first weights, a part of it does what no graph can, or the file would be larger than 2 GB.
    /// </exception>
    public static OnnxModel OfDensity(FlowModel model, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        var graph = new OnnxGraph("density");
        using (var trace = new ModelTrace(model, graph))
        {
            trace.Density();
        }

        return new OnnxModel(model, graph, FormattableString.Invariant($"Latents and the density of {model.Image} images."), metadata);
    }

    /// <summary>
    /// Latents to images: the inverse of <see cref="OfDensity"/>, for latents of images and for draws, standard normal ones times a
    /// temperature where the prior is that. What it gives is not rounded: a pixel is its floor, cut to <c>0 … Q − 1</c>.
    /// </summary>
    /// <param name="model">A model that was trained or loaded.</param>
    /// <param name="metadata">Texts that go into the file beside the model's configuration; null for none.</param>
    /// <exception cref="FlowException">
    /// The model has its first weights, a part of it does what no graph can, or the file would be larger than 2 GB.
    /// </exception>
    public static OnnxModel OfInverse(FlowModel model, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        var graph = new OnnxGraph("inverse");
        using (var trace = new ModelTrace(model, graph))
        {
            trace.Inverse();
        }

        return new OnnxModel(model, graph, FormattableString.Invariant($"{model.Image} images of latents."), metadata);
    }

    /// <summary>Writes the file as <see cref="AtomicFile.Write"/> does: in full or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public void Save(string path) => AtomicFile.Write(path, WriteTo);

    /// <summary>Writes the bytes of the file.</summary>
    /// <param name="stream">Where they go.</param>
    public void WriteTo(Stream stream) => _file.WriteTo(stream);
}
