using FlowCore.Checkpoints;
using FlowCore.Models;

namespace FlowCore.Runs;

/// <summary>Trained models by the name of their file or run.</summary>
public static class TrainedModels
{
    extension(FlowModel)
    {
        /// <summary>A trained model. <see cref="Checkpoint"/> says more of a file: its steps, its hash, how it was trained.</summary>
        /// <param name="path">A checkpoint, or the folder of a run, whose best or else last checkpoint is taken.</param>
        /// <param name="backend">Where the model is to run, which outlives it.</param>
        /// <param name="catalog">What the configuration's names mean, or null for <see cref="FlowCatalog.Standard"/>.</param>
        /// <param name="weights">Which weights the model has; null for their average where training kept one.</param>
        /// <exception cref="FlowException">There is no checkpoint, or not a whole one, or none with such weights.</exception>
        public static FlowModel Load(
            string path, IBackend backend, FlowCatalog? catalog = null, ModelWeights? weights = null) =>
            Checkpoint.Load(ModelFile.Find(path), backend, catalog, weights).Model;
    }
}
