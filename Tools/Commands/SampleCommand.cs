using System.CommandLine;
using FlowCore.Checkpoints;
using FlowCore.Imaging;
using FlowCore.Runs;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow sample</c>: draws images from a trained model.</summary>
internal sealed class SampleCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _checkpoint = Flag.Checkpoint();
    private readonly Option<int> _count = Flag.Whole("--count", 64, "Images to draw.");
    private readonly TemperatureFlags _temperature = new();
    private readonly Option<ulong> _seed = Flag.Seed(0, "Seed of the latents; sample i is the same for every count.");
    private readonly Option<int?> _class = Flag.WholeOrNone(
        "--class", "The class of all images, of a model that was trained with --class-conditional. [default: each in turn]");

    private readonly Option<string> _out = Flag.Text("--out", "samples.png", "file", "The picture: a .png, .jpg or .webp, replaced if it is there.");
    private readonly Option<ModelWeights?> _weights = Flag.Weights();
    private readonly DeviceFlags _device = new();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public SampleCommand(Terminal terminal)
        : base("sample", "Draws images from a trained model into one picture.")
    {
        _terminal = terminal;
        Add(_checkpoint);
        Add(_count);
        _temperature.AddTo(this);
        Add(_seed);
        Add(_class);
        Add(_out);
        Add(_weights);
        _device.AddTo(this);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow sample runs/fashion-small-1",
        "flow sample runs/fashion-small-2 --class 7",
        "flow sample last.safetensors --count 100 --early-temperature 0.8 --seed 7 --out calm.png",
    ];

    private int Run(ParseResult parsed)
    {
        var count = parsed.GetRequiredValue(_count);
        var (temperature, early) = _temperature.Read(parsed);
        var path = parsed.GetRequiredValue(_out);
        if (count < 1)
        {
            throw new WrongCallException("--count", "1 or more", $"{count}");
        }

        WrongCallException.Guard(() => PictureName.KindOf(path));
        using var backend = _device.Create(parsed, _terminal);
        var file = ModelFile.Find(parsed.GetRequiredValue(_checkpoint));
        var weights = parsed.GetValue(_weights) ?? Checkpoint.WeightsOf(file);
        var (model, step) = Checkpoint.Load(file, backend, weights: weights);
        using var loaded = model;
        var grid = WrongCallException.Guard(() => new PictureGrid(model.Image, count, model.PixelMap.Bits));
        WrongCallException.Guard(() => grid.ThrowIfNotFor(path));

        var label = parsed.GetValue(_class);
        if (label is not null)
        {
            WrongCallException.Guard(() => model.ThrowIfNotClass(label.Value));
        }

        var times = new SampleTimes();
        var drawn = model.Sample(count, temperature, parsed.GetRequiredValue(_seed), label, early, times.Add);
        var refusal = drawn.Refusal("samples");
        if (refusal is null)
        {
            using (_terminal.Hold())
            {
                grid.Save(path, drawn.Images);
            }

            _terminal.Output.WriteLine(FormattableString.Invariant(
                $"{VisibleText.Of(path)}: {count} images of {model.Image}, {_temperature.Describe(parsed)}, {times}"));
        }
        else
        {
            _terminal.Error.WriteLine(FlagNames.In(refusal.Message));
        }

        ModelNote.Write(step, file, _terminal);

        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteNumber("count", count);
                times.WriteMembers(json);
                json.WriteNumber("nonFinite", drawn.NonFinite);
                json.WriteString("out", refusal is null ? path : null);
                json.WriteNumber("step", step);
                json.WriteString("weights", weights == ModelWeights.Average ? "average" : "raw");
            });
        }

        return refusal is null ? ExitCode.Good : ExitCode.JobFailed;
    }
}
