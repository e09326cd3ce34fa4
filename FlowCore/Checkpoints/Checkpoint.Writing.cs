using System.Globalization;
using System.Text.Json;
using FlowCore.Files;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Checkpoints;

/// <content>How a file is written.</content>
public static partial class Checkpoint
{
    private static void Save(
        string path,
        FlowModel model,
        int step,
        TrainingState? state,
        IReadOnlyCollection<KeyValuePair<string, Tensor>> sections,
        TrainingOptions? training)
    {
        if (!model.IsInitialized)
        {
            throw new FlowException(path, "a model with a start to save", "one with its first weights", "Initialize it first.");
        }

        var writer = new SafeTensorsWriter();
        writer.AddMetadata(FormatKey, CheckpointConfig.Format);
        writer.AddMetadata(StepKey, step.ToString(CultureInfo.InvariantCulture));
        if (model.Config is { } config)
        {
            writer.AddMetadata(ConfigKey, CheckpointConfig.Write(config));
        }

        AddTraining(writer, training);
        foreach (var parameter in model.Arena.Parameters)
        {
            writer.Add(parameter.Name, parameter.Shape, Numbers(model.Backend, parameter.Value));
        }

        foreach (var constant in model.Parts.SelectMany(part => part.Constants))
        {
            writer.Add(constant.Name, constant.Shape, constant.Values.AsMemory());
        }

        if (state is not null)
        {
            writer.AddMetadata(UpdatesKey, state.Updates.ToString(CultureInfo.InvariantCulture));
            CheckpointNumbers.Add(state.Numbers, writer);
        }

        if (state is not null || sections.Count > 0)
        {
            writer.AddMetadata(SectionsKey, string.Join(' ', sections.Select(section => section.Key)));
        }

        foreach (var (name, section) in sections)
        {
            foreach (var (parameter, part) in model.Arena.PartsOf(section))
            {
                writer.Add(CheckpointTensors.InSection(name, parameter.Name), parameter.Shape, Numbers(model.Backend, part));
            }
        }

        writer.AddMetadata(HashKey, writer.ContentHash());
        writer.Save(path);
    }

    private static float[] Numbers(IBackend backend, Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        backend.Read(tensor, values);
        return values;
    }

    private static void AddTraining(SafeTensorsWriter writer, TrainingOptions? training)
    {
        if (training is not null)
        {
            writer.AddMetadata(TrainingKey, JsonSerializer.Serialize(training, FlowJson.Compact));
        }
    }
}
