using System.CommandLine;
using FlowCore.Coding;
using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow reconstruct</c>: what encoding and decoding alone bring back, counted and as pictures.</summary>
internal sealed class ReconstructCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly TrainedModelFlags _model = new();
    private readonly ImagesFlags _images = new();
    private readonly Option<string?> _out = Flag.TextOrNone(
        "--out", "folder", "A folder for what came back, a PNG an image under its name. [default: only numbers]");

    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public ReconstructCommand(Terminal terminal)
        : base("reconstruct", "Encodes and decodes images without corrections, and counts the bytes that do not come back.")
    {
        _terminal = terminal;
        _model.AddArgumentTo(this);
        _images.AddTo(this);
        Add(_out);
        _model.AddOptionsTo(this);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow reconstruct runs/fashion-small-1 --split test --count 100",
        "flow reconstruct last.safetensors --data photos --image-size 32 --out back --json",
    ];

    private int Run(ParseResult parsed)
    {
        _images.Check(parsed);
        using var trained = _model.Open(parsed, _terminal);
        var model = trained.Model;
        var images = _images.Open(parsed, model, _terminal);
        using var hold = _terminal.Hold();
        var result = Reconstruct(parsed, model, images);
        var milliseconds = Math.Round(1000 * result.Seconds / result.Images, 3);
        _terminal.Output.WriteLine(FormattableString.Invariant(
            $"{result.Images} images of {model.Image}: {result.DifferingBytes} of {(long)result.Images * model.Image.Dimensions} bytes ")
            + FormattableString.Invariant($"differ, by {result.MaxPixelError} at most, {milliseconds} ms an image"));
        RoundTripText.Write(model, result.Images, result.DifferingBytes, result.NonFinite, result.NonFinitePlace, _terminal);
        ModelNote.Write(trained.Step, trained.Path, _terminal);
        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteNumber("images", result.Images);
                json.WriteNumber("differingBytes", result.DifferingBytes);
                json.WriteNumber("maxPixelError", result.MaxPixelError);
                json.WriteNumber("msPerImage", milliseconds);
                json.WriteNumber("nonFinite", result.NonFinite);
                json.WriteNumber("step", trained.Step);
                json.WriteString("weights", trained.WeightsName);
                json.WriteString("out", result.NonFinite > 0 ? null : parsed.GetValue(_out));
            });
        }

        return result.NonFinite > 0 ? ExitCode.JobFailed : ExitCode.Good;
    }

    private Reconstruction Reconstruct(ParseResult parsed, FlowModel model, IImageSet images)
    {
        using var progress = new ImageProgress(_terminal, "reconstructed", images.Count);
        var (unreadable, done) = (progress.Above(_images.Unreadable(parsed, _terminal)), 0);
        if (parsed.GetValue(_out) is not { } path)
        {
            return Reconstruction.Of(model, images, Count, unreadable, _terminal.Stop);
        }

        using var folder = new PictureFolderWriter(path, model.PixelMap.Bits);
        string[] names = [.. Enumerable.Range(0, images.Count).Select(images.NameOf)];
        var files = names.Zip(PictureFiles.NamesFor(names)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        var result = Reconstruction.Of(model, images, Keep, unreadable, _terminal.Stop);
        if (result.NonFinite == 0)
        {
            folder.Complete();
        }

        return result;

        void Keep(NamedImages batch)
        {
            folder.Add([.. batch.Names.Select(name => files[name])], batch.Images);
            Count(batch);
        }

        void Count(NamedImages batch) => progress.Show(done += batch.Images.Count);
    }
}
