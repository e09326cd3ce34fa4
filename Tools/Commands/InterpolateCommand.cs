using System.CommandLine;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow interpolate</c>: images between two images.</summary>
internal sealed class InterpolateCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly TrainedModelFlags _model = new();
    private readonly ImageArguments _ends = new("A", "B");
    private readonly Option<int> _frames = Flag.Whole("--frames", 11, "Images on the way, A and B among them.");
    private readonly Option<LatentPath?> _path = Flag.Read<LatentPath>(
        "--path",
        "spherical|linear",
        "The way from latents to latents: along a great circle, which keeps their length, or straight. [default: spherical]",
        "spherical or linear",
        name => name switch { "spherical" => LatentPath.Spherical, "linear" => LatentPath.Linear, _ => null });

    private readonly Option<int?> _class = Flag.Class("from A's to B's");
    private readonly Option<string> _out = Flag.Picture("interpolation.png");
    private readonly Option<string?> _animation = Flag.TextOrNone(
        "--animation", "file", "The animated picture, a .png that browsers play forth and back. [default: --out with -animated.png]");

    private readonly FilesFlag _files = new("none");
    private readonly Option<int> _batchSize = Flag.BatchSize();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public InterpolateCommand(Terminal terminal)
        : base("interpolate", "Walks from one image to another through their latents: a row of images, and an animated picture.")
    {
        _terminal = terminal;
        _model.AddArgumentTo(this);
        _ends.AddArgumentsTo(this);
        foreach (var option in (Option[])[_frames, _path, _class, _out, _animation, _files.Option])
        {
            Add(option);
        }

        _ends.AddOptionsTo(this);
        Add(_batchSize);
        _model.AddOptionsTo(this);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow interpolate runs/fashion-small-1 3 17",
        "flow interpolate runs/fashion-small-1 train:0 test:9 --frames 21 --path linear --out walk.png",
        "flow interpolate last.safetensors first.png second.jpg --crop center --image-size 32",
    ];

    private int Run(ParseResult parsed)
    {
        var frames = parsed.GetRequiredValue(_frames);
        if (frames is < 2 or > AnimatedPicture.MostImages)
        {
            throw new WrongCallException(
                _frames.Name, FormattableString.Invariant($"2 to {AnimatedPicture.MostImages}"), FormattableString.Invariant($"{frames}"));
        }

        var batchSize = Flag.Positive(parsed, _batchSize);
        var path = parsed.GetRequiredValue(_out);
        var animation = parsed.GetValue(_animation) ?? Path.ChangeExtension(path, null) + "-animated.png";
        WrongCallException.Guard(() => PictureName.KindOf(path));
        WrongCallException.Guard(() => AnimatedPicture.ThrowIfNotFor(animation, frames));

        using var trained = _model.Open(parsed, _terminal);
        var model = trained.Model;
        var grid = WrongCallException.Guard(() => new PictureGrid(model.Image, frames, model.PixelMap.Bits, columns: frames));
        WrongCallException.Guard(() => grid.ThrowIfNotFor(path));
        var folder = _files.Read(parsed, model.Image);
        var label = ModelClass.Read(parsed, _class, model);
        var ends = _ends.Read(parsed, model, _terminal);
        var way = parsed.GetValue(_path) ?? LatentPath.Spherical;
        var walked = model.Interpolate(ends, frames, way, label, batchSize);

        var isWritten = MadeImages.IsAnyFinite(walked, _terminal);
        var isAnimated = walked.NonFinite == 0;
        if (isAnimated)
        {
            using (_terminal.Hold())
            {
                AnimatedPicture.Save(animation, walked.Images, model.PixelMap.Bits);
            }
        }

        var names = _ends.Names(parsed);
        var differing = MadeImages.Differing(ends, 0, walked.Images, 0) + MadeImages.Differing(ends, 1, walked.Images, frames - 1);
        if (isWritten)
        {
            MadeImages.Write(walked, grid, path, folder, model.PixelMap.Bits, _terminal);
            _terminal.Output.WriteLine(Failure.OneLine(FormattableString.Invariant(
                $"{path}: {frames} images from {names[0]} to {names[1]}, {way.ToString().ToLowerInvariant()}; ")
                + (isAnimated ? $"{animation} plays them; " : "")
                + FormattableString.Invariant($"{differing} of {2 * model.Image.Dimensions} bytes of the ends differ")));
        }

        ModelNote.Write(trained.Step, trained.Path, _terminal);
        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteNumber("frames", frames);
                json.WriteString("path", way.ToString().ToLowerInvariant());
                json.WriteNumber("differingBytes", differing);
                MadeImages.WriteMembers(json, walked);
                json.WriteString("out", isWritten ? path : null);
                json.WriteString("animation", isAnimated ? animation : null);
                json.WriteString("files", isWritten ? folder : null);
                json.WriteNumber("step", trained.Step);
                json.WriteString("weights", trained.WeightsName);
            });
        }

        return walked.NonFinite == 0 ? ExitCode.Good : ExitCode.JobFailed;
    }
}
