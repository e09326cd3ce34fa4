using System.CommandLine;
using FlowCore.Checkpoints;
using FlowCore.Runs;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Which model a verb works with, and where.</summary>
internal sealed class TrainedModelFlags
{
    private readonly Argument<string> _checkpoint = Flag.Checkpoint();
    private readonly Option<ModelWeights?> _weights = Flag.Weights();
    private readonly DeviceFlags _device = new();

    /// <summary>Adds the argument; the verb's own options follow it.</summary>
    public void AddArgumentTo(Command command) => command.Add(_checkpoint);

    /// <summary>Adds the options, which stand after the verb's own.</summary>
    public void AddOptionsTo(Command command)
    {
        command.Add(_weights);
        _device.AddTo(command);
    }

    /// <summary>Opens a codec of the model that was asked for.</summary>
    /// <inheritdoc cref="Open"/>
    public TrainedCodec OpenCodec(ParseResult parsed, Terminal terminal) => TrainedCodec.Open(
        parsed.GetRequiredValue(_checkpoint), _device.Create(parsed, terminal), parsed.GetValue(_weights), _device.Threads(parsed));

    /// <summary>Loads the model that was asked for.</summary>
    /// <exception cref="FlowException">There is no such file or device, or the file is not a model's.</exception>
    public TrainedModel Open(ParseResult parsed, Terminal terminal)
    {
        var backend = _device.Create(parsed, terminal);
        try
        {
            var file = ModelFile.Find(parsed.GetRequiredValue(_checkpoint));
            var weights = parsed.GetValue(_weights) ?? Checkpoint.WeightsOf(file);
            var (model, step) = Checkpoint.Load(file, backend, weights: weights);
            return new TrainedModel(file, model, step, weights, backend);
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }
}
