using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Coding;

/// <summary>
/// Images to latents and back without the loss of a byte. A flow is invertible in real numbers; in floats some pixels are rounded
/// to a neighbour, and where an inverse amplifies (<see cref="Evaluation.StabilityReport"/>) many are. So encoding decodes what it
/// encoded and keeps the bytes that come out wrong, as corrections of the latents. They count on the bits of the CPU backend, which
/// are the same for every number of threads, width of vectors and size of batch, whatever device encodes or decodes; every image has
/// its SHA-256, what another device decodes to other bytes is decoded again on the CPU, and what is still not right is refused.
/// Not for several threads at once.
/// </summary>
public sealed partial class ImageCodec : IDisposable
{
    private readonly string _checkpoint;
    private readonly int _threads;
    private readonly FlowCatalog? _catalog;
    private CpuBackend? _cpu;
    private FlowModel? _reference;

    private ImageCodec(string checkpoint, string hash, ModelWeights weights, FlowModel model, int threads, FlowCatalog? catalog)
    {
        (_checkpoint, _threads, _catalog) = (checkpoint, threads, catalog);
        (Hash, Weights, Model) = (hash, weights, model);
    }

    /// <summary>Which model it is (<see cref="Checkpoint.HashOf"/>).</summary>
    public string Hash { get; }

    /// <summary>Which of its weights are used.</summary>
    public ModelWeights Weights { get; }

    /// <summary>The model, on the device that was asked for.</summary>
    public FlowModel Model { get; }

    /// <summary>The model on the CPU, whose bits corrections count on.</summary>
    private FlowModel Reference
    {
        get
        {
            if (Model.Backend is CpuBackend)
            {
                return Model;
            }

            _cpu ??= new CpuBackend(_threads);
            return _reference ??= Load(_checkpoint, _cpu, Weights, Hash, _catalog);
        }
    }

    /// <summary>A codec of the model of a file.</summary>
    /// <param name="checkpoint">The file, which stays as it is meanwhile.</param>
    /// <param name="backend">Where most of the work is done; outlives the codec.</param>
    /// <param name="weights">Which weights; null for their average where the file has one.</param>
    /// <param name="threads">Threads of the CPU backend that decodes beside another device; 0 for one a core.</param>
    /// <param name="catalog">What the configuration's names mean, or null for <see cref="FlowCatalog.Standard"/>.</param>
    /// <exception cref="FlowException">The file is not a checkpoint, or has no average though it is asked for.</exception>
    public static ImageCodec Open(
        string checkpoint, IBackend backend, ModelWeights? weights = null, int threads = 0, FlowCatalog? catalog = null)
    {
        var hash = Checkpoint.HashOf(checkpoint);
        var used = weights ?? Checkpoint.WeightsOf(checkpoint);
        return new ImageCodec(checkpoint, hash, used, Load(checkpoint, backend, used, hash, catalog), threads, catalog);
    }

    /// <summary>Encodes images into a file (<see cref="LatentFile"/>), which need not fit into memory.</summary>
    /// <param name="images">Images of the model's shape and bits, with labels where it is conditioned on them.</param>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <param name="source">What the file says that the images are of; null for the name of the set.</param>
    /// <param name="unreadable">Takes a line for each image that cannot be read, which is then left out; null to end there.</param>
    /// <param name="encoded">Is told after each batch how many images there are, or null.</param>
    /// <param name="cancellation">Ends it between two batches; the file is then what it was before.</param>
    /// <exception cref="FlowException">
    /// The images are not the model's, none can be read, or the file cannot be written; it is then what it was before.
    /// </exception>
    public EncodingResult Encode(
        IImageSet images,
        string path,
        string? source = null,
        Action<string>? unreadable = null,
        Action<int>? encoded = null,
        CancellationToken cancellation = default)
    {
        using var writer = new LatentFileWriter(path, Model);
        foreach (var batch in NamedBatches.Of(images, unreadable, cancellation))
        {
            var latents = Model.Encode(batch.Images);
            writer.Add(batch, latents, Reference.Decode(latents).Images.Pixels);
            encoded?.Invoke(writer.Result.Images);
        }

        cancellation.ThrowIfCancellationRequested();
        writer.Save(Hash, LatentFormat.Text(Weights), source ?? images.Name);
        return writer.Result;
    }

    /// <summary>Gives the models' memory back.</summary>
    public void Dispose()
    {
        Model.Dispose();
        _reference?.Dispose();
        _cpu?.Dispose();
    }

    private static FlowModel Load(string checkpoint, IBackend backend, ModelWeights weights, string hash, FlowCatalog? catalog)
    {
        var (model, _) = Checkpoint.Load(checkpoint, backend, catalog, weights);
        try
        {
            return Checkpoint.HashOf(checkpoint) == hash
                ? model
                : throw new FlowException(
                    checkpoint, $"the model {hash}", "another one: the file was replaced meanwhile", "Copy the file and use the copy.");
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
