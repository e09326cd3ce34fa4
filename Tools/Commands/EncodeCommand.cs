using System.CommandLine;
using FlowCore.Coding;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow encode</c>: images to latents, with what it takes to get the same bytes back.</summary>
internal sealed class EncodeCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly TrainedModelFlags _model = new();
    private readonly ImagesFlags _images = new();
    private readonly Option<string> _out = Flag.Text(
        "--out", "latents.safetensors", "file", "The file of latents, names and corrections; replaced if it is there.");

    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public EncodeCommand(Terminal terminal)
        : base("encode", "Encodes images into one file of latents, from which decode gets the same bytes back on every device.")
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
        "flow encode runs/fashion-small-1 --split test --count 100",
        "flow encode last.safetensors --data photos --image-size 32 --out photos.safetensors --json",
    ];

    private int Run(ParseResult parsed)
    {
        _images.Check(parsed);
        var path = parsed.GetRequiredValue(_out);
        using var trained = _model.OpenCodec(parsed, _terminal);
        var (codec, model) = (trained.Codec, trained.Codec.Model);
        var images = _images.Open(parsed, model, _terminal);

        // A signal asks and the verb ends between two batches: what it has beside the file is deleted then.
        using var hold = _terminal.Hold();
        var result = Encode(codec, images, path, _images.Unreadable(parsed, _terminal));
        _terminal.Output.WriteLine(Failure.OneLine(FormattableString.Invariant(
            $"{path}: {result.Images} images of {model.Image}, corrections: {result.Corrections} of ")
            + FormattableString.Invariant($"{(long)result.Images * model.Image.Dimensions} bytes, in {result.CorrectedImages} images")));
        if (RoundTripLoss.Line(model, result.Corrections, result.Images) is { } loss)
        {
            _terminal.Error.WriteLine(Failure.OneLine("note: without its corrections, " + FlagNames.In(loss)));
        }

        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteNumber("images", result.Images);
                json.WriteNumber("corrections", result.Corrections);
                json.WriteNumber("correctedImages", result.CorrectedImages);
                json.WriteString("model", codec.Hash);
                json.WriteString("weights", trained.WeightsName);
                json.WriteString("out", path);
            });
        }

        return ExitCode.Good;
    }

    private EncodingResult Encode(ImageCodec codec, IImageSet images, string path, Action<string>? unreadable)
    {
        using var progress = new ImageProgress(_terminal, "encoded", images.Count);
        return codec.Encode(
            images, path, unreadable: progress.Above(unreadable), encoded: progress.Show, cancellation: _terminal.Stop);
    }
}
