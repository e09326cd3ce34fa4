using FlowCore.Files.SafeTensors;
using FlowCore.Models;

namespace FlowCore.Checkpoints;

/// <content>A model's numbers for other programs.</content>
public static partial class Checkpoint
{
    /// <summary>
    /// Writes a model's parameters under their names, and its configuration as metadata, without anything of training. The constants
    /// are beside them, I32, because a PLU matrix is not to be had without its permutation and signs.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, trained or loaded.</param>
    /// <exception cref="FlowException">The model has its first weights, or the file cannot be written.</exception>
    public static void SaveWeights(string path, FlowModel model)
    {
        if (!model.IsInitialized)
        {
            throw new FlowException(path, "a model with a start to save", "one with its first weights", "Initialize it first.");
        }

        var writer = new SafeTensorsWriter();
        if (model.Config is { } config)
        {
            writer.AddMetadata(ConfigKey, CheckpointConfig.Write(config));
        }

        foreach (var parameter in model.Arena.Parameters)
        {
            writer.Add(parameter.Name, parameter.Shape, Numbers(model.Backend, parameter.Value));
        }

        foreach (var constant in model.Parts.SelectMany(part => part.Constants))
        {
            writer.Add(constant.Name, constant.Shape, constant.Values.AsMemory());
        }

        writer.Save(path);
    }
}
