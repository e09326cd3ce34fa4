using FlowCore.Backends;
using FlowCore.Checkpoints;
using FlowCore.Models;

namespace FlowCore.Tools.Commands;

/// <summary>A model from a file, and what a verb says of where it came from. Owns the model and its backend.</summary>
/// <param name="Path">The checkpoint.</param>
/// <param name="Model">The model.</param>
/// <param name="Step">Training steps behind it.</param>
/// <param name="Weights">Which weights of the file it has.</param>
/// <param name="Backend">Where it runs.</param>
internal sealed record TrainedModel(string Path, FlowModel Model, int Step, ModelWeights Weights, IBackend Backend) : IDisposable
{
    /// <summary>What scripts read for the weights.</summary>
    public string WeightsName => Flag.NameOf(Weights);

    /// <summary>Gives back the model's memory and the device.</summary>
    public void Dispose()
    {
        Model.Dispose();
        Backend.Dispose();
    }
}
