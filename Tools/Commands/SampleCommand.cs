using System.CommandLine;
using FlowCore.Imaging;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow sample</c>: draws images from a trained model.</summary>
internal sealed class SampleCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly TrainedModelFlags _model = new();
    private readonly Option<int> _count = Flag.Whole("--count", 64, "Images to draw.");
    private readonly TemperatureFlags _temperature = new();
    private readonly Option<ulong> _seed = Flag.Seed(0, "Seed of the latents; sample i is the same for every count.");
    private readonly Option<int?> _class = Flag.WholeOrNone(
        "--class", "The class of all images, of a model that was trained with --class-conditional. [default: each in turn]");

    private readonly Option<string> _out = Flag.Text("--out", "samples.png", "file", "The picture: a .png, .jpg or .webp, replaced if it is there.");
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public SampleCommand(Terminal terminal)
        : base("sample", "Draws images from a trained model into one picture.")
    {
        _terminal = terminal;
        _model.AddArgumentTo(this);
        Add(_count);
        _temperature.AddTo(this);
        Add(_seed);
        Add(_class);
        Add(_out);
        _model.AddOptionsTo(this);
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
        using var trained = _model.Open(parsed, _terminal);
        var model = trained.Model;
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

        ModelNote.Write(trained.Step, trained.Path, _terminal);

        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteNumber("count", count);
                times.WriteMembers(json);
                json.WriteNumber("nonFinite", drawn.NonFinite);
                json.WriteString("out", refusal is null ? path : null);
                json.WriteNumber("step", trained.Step);
                json.WriteString("weights", trained.WeightsName);
            });
        }

        return refusal is null ? ExitCode.Good : ExitCode.JobFailed;
    }
}
