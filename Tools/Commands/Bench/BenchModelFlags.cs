using System.CommandLine;
using FlowCore.Tools.Benching.Models;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary>The model that a measurement is of, and its batch.</summary>
internal sealed class BenchModelFlags
{
    private readonly ModelFlags _model = new();
    private readonly Option<string?> _image = ImageFlag.Create("Images as C×H×W, 3x32x32. [default: the preset's]");
    private readonly Option<int> _batchSize;
    private readonly Option<bool> _recompute = Flag.Recompute();

    /// <summary>The options.</summary>
    public BenchModelFlags(int batchSize = 100, string batchOf = "Images a batch.")
    {
        _batchSize = Flag.Whole("--batch-size", batchSize, batchOf);
    }

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        _model.AddTo(command);
        command.Add(_image);
        command.Add(_batchSize);
        command.Add(_recompute);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="WrongCallException">There is no such model, or no batch.</exception>
    public BenchModel Read(ParseResult parsed)
    {
        var (name, preset) = _model.Preset(parsed);
        var image = ImageFlag.Read(parsed, _image) ?? preset.Image;

        // There is no data that could be at fault.
        var config = WrongCallException.Guard(() => _model.Fit(parsed, image));
        return new BenchModel(name, config, Flag.Positive(parsed, _batchSize), parsed.GetValue(_recompute));
    }
}
