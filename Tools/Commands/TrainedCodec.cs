using FlowCore.Backends;
using FlowCore.Checkpoints;
using FlowCore.Coding;
using FlowCore.Runs;

namespace FlowCore.Tools.Commands;

/// <summary>A codec of a model from a file, and its backend; owns both.</summary>
/// <param name="Path">The checkpoint.</param>
/// <param name="Codec">The codec.</param>
/// <param name="Backend">Where it runs.</param>
internal sealed record TrainedCodec(string Path, ImageCodec Codec, IBackend Backend) : IDisposable
{
    /// <summary>What scripts read for the weights.</summary>
    public string WeightsName => Flag.NameOf(Codec.Weights);

    /// <summary>Opens it.</summary>
    /// <param name="checkpoint">A file or a run folder.</param>
    /// <param name="backend">Where it runs; disposed of with it, and if it cannot be opened.</param>
    /// <param name="weights">Which weights, or null for the usual.</param>
    /// <param name="threads">Threads of the CPU beside another device.</param>
    /// <exception cref="FlowException">The file is not a model's.</exception>
    public static TrainedCodec Open(string checkpoint, IBackend backend, ModelWeights? weights, int threads)
    {
        try
        {
            var file = ModelFile.Find(checkpoint);
            return new TrainedCodec(file, ImageCodec.Open(file, backend, weights, threads), backend);
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    /// <summary>Gives back the model's memory and the device.</summary>
    public void Dispose()
    {
        Codec.Dispose();
        Backend.Dispose();
    }
}
