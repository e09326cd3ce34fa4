using System.CommandLine;
using FlowCore.Coding;
using FlowCore.Data.Numpy;
using FlowCore.Imaging;
using FlowCore.Runs;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow decode</c>: the images that were encoded, byte for byte.</summary>
internal sealed class DecodeCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _latents = Flag.Latents();
    private readonly Option<string> _model = Flag.Text(
        "--model", null, "checkpoint", "The model that encoded: a run folder, whose best or else last checkpoint is taken, or a file.");

    private readonly Option<string> _out = Flag.Text(
        "--out",
        "decoded",
        "folder|.npy",
        "A folder, for a PNG an image under its name, or a file that ends in .npy, for one array of bytes [N, C, H, W]. Fewer bits "
            + "than 8 are spread over 0 to 255.");

    private readonly DeviceFlags _device = new();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public DecodeCommand(Terminal terminal)
        : base("decode", "Decodes a file of latents to the images that were encoded, byte for byte; every one is checked by its hash.")
    {
        _terminal = terminal;
        Add(_latents);
        Add(_model);
        Add(_out);
        _device.AddTo(this);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow decode latents.safetensors --model runs/fashion-small-1",
        "flow decode photos.safetensors --model last.safetensors --out photos.npy --device cpu",
    ];

    private int Run(ParseResult parsed)
    {
        var checkpoint = parsed.GetValue(_model)
            ?? throw new WrongCallException(_model.Name, "the model that encoded", "none", "Name its run folder or file.");
        var path = parsed.GetRequiredValue(_out);
        using var backend = _device.Create(parsed, _terminal);
        using var file = LatentFile.Open(parsed.GetRequiredValue(_latents));
        using var codec = ImageCodec.Open(ModelFile.Find(checkpoint), backend, file.Weights, _device.Threads(parsed));
        codec.ThrowIfNotOfThisModel(file);

        // A signal asks and the verb ends between two batches: nothing has its name then.
        using var hold = _terminal.Hold();
        var result = path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)
            ? WriteArray(path, file, codec)
            : WritePictures(path, file, codec);
        _terminal.Output.WriteLine(Failure.OneLine(FormattableString.Invariant(
            $"{path}: {result.Images} images of {file.Image}, every byte as it was encoded; corrections: {result.Corrections}, ")
            + FormattableString.Invariant($"images decoded again on the CPU: {result.DecodedAgain}")));
        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteNumber("images", result.Images);
                json.WriteNumber("corrections", result.Corrections);
                json.WriteNumber("decodedAgain", result.DecodedAgain);
                json.WriteString("out", path);
            });
        }

        return ExitCode.Good;
    }

    private DecodingResult WriteArray(string path, LatentFile file, ImageCodec codec)
    {
        DecodingResult? result = null;
        NpyWriter.Save(path, file.Image, file.Count, file.Bits, take => result = Decode(file, codec, batch => take(batch.Images)));
        return result!;
    }

    private DecodingResult WritePictures(string path, LatentFile file, ImageCodec codec)
    {
        using var folder = new PictureFolderWriter(path, file.Bits);
        var names = PictureFiles.NamesFor(file.Names);
        var result = Decode(
            file, codec, batch => folder.Add(names[batch.Images.Ids[0]..(batch.Images.Ids[^1] + 1)], batch.Images));
        folder.Complete();
        return result;
    }

    private DecodingResult Decode(LatentFile file, ImageCodec codec, Action<NamedImages> take)
    {
        using var progress = new ImageProgress(_terminal, "decoded", file.Count);
        return codec.Decode(
            file,
            batch =>
            {
                take(batch);
                progress.Show(batch.Images.Ids[^1] + 1);
            },
            _terminal.Stop);
    }
}
