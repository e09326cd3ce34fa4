using System.CommandLine;
using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow vary</c>: images around an image.</summary>
internal sealed class VaryCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly TrainedModelFlags _model = new();
    private readonly ImageArguments _image = new("A");
    private readonly Option<double> _strength = Flag.Real(
        "--strength", 0.3, "How far from A: s in z' = sqrt(1 - s^2)*z + s*noise, 0 for A itself to 1 for samples that know nothing of it.");

    private readonly Option<int> _count = Flag.Whole("--count", 15, "Variations, beside A.");
    private readonly Option<ulong> _seed = Flag.Seed(0, "Seed of the noise; variation i is the same for every count.");
    private readonly Option<int?> _class = Flag.Class("A's");
    private readonly Option<string> _out = Flag.Picture("variations.png");
    private readonly FilesFlag _files = new("none");
    private readonly Option<int> _batchSize = Flag.BatchSize();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public VaryCommand(Terminal terminal)
        : base("vary", "Draws images around an image: one picture, the image itself first.")
    {
        _terminal = terminal;
        _model.AddArgumentTo(this);
        _image.AddArgumentsTo(this);
        foreach (var option in (Option[])[_strength, _count, _seed, _class, _out, _files.Option])
        {
            Add(option);
        }

        _image.AddOptionsTo(this);
        Add(_batchSize);
        _model.AddOptionsTo(this);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow vary runs/fashion-small-1 17",
        "flow vary runs/fashion-small-1 train:3 --strength 0.6 --count 24 --seed 1 --out around.png",
        "flow vary last.safetensors cat.png --crop center --image-size 32 --strength 0.1",
    ];

    private int Run(ParseResult parsed)
    {
        var strength = parsed.GetRequiredValue(_strength);
        if (strength is not (>= 0 and <= 1))
        {
            throw new WrongCallException(_strength.Name, "0 to 1", FormattableString.Invariant($"{strength}"));
        }

        var (count, batchSize) = (Flag.Positive(parsed, _count), Flag.Positive(parsed, _batchSize));
        var path = parsed.GetRequiredValue(_out);
        WrongCallException.Guard(() => PictureName.KindOf(path));
        using var trained = _model.Open(parsed, _terminal);
        var model = trained.Model;
        MadeImages.ThrowIfTooMany(_count.Name, count + 1L, model.Image);
        var grid = WrongCallException.Guard(() => new PictureGrid(model.Image, checked(count + 1), model.PixelMap.Bits));
        WrongCallException.Guard(() => grid.ThrowIfNotFor(path));
        var folder = _files.Read(parsed, model.Image);
        var label = ModelClass.Read(parsed, _class, model);
        var image = _image.Read(parsed, model, _terminal);
        var varied = model.Vary(image, strength, count, parsed.GetRequiredValue(_seed), label, batchSize);

        var isWritten = MadeImages.IsAnyFinite(varied, _terminal);
        if (isWritten)
        {
            MadeImages.Write(WithFirst(image, varied), grid, path, folder, model.PixelMap.Bits, _terminal);
            _terminal.Output.WriteLine(Failure.OneLine(FormattableString.Invariant(
                $"{path}: {_image.Names(parsed)[0]} and {count} variations at strength {strength}")));
        }

        ModelNote.Write(trained.Step, trained.Path, _terminal);
        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteNumber("count", count);
                json.WriteNumber("strength", strength);
                MadeImages.WriteMembers(json, varied);
                json.WriteString("out", isWritten ? path : null);
                json.WriteString("files", isWritten ? folder : null);
                json.WriteNumber("step", trained.Step);
                json.WriteString("weights", trained.WeightsName);
            });
        }

        return varied.NonFinite == 0 ? ExitCode.Good : ExitCode.JobFailed;
    }

    private static DecodedImages WithFirst(ImageBatch image, DecodedImages varied)
    {
        var images = new ImageBatch(
            image.Shape, [.. image.Pixels, .. varied.Images.Pixels], [.. Enumerable.Range(0, varied.Images.Count + 1)]);
        return varied with { Images = images, NonFiniteImages = [.. varied.NonFiniteImages.Select(place => place + 1)] };
    }
}
