using System.CommandLine;
using System.Globalization;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Coding;
using FlowCore.Data.Numpy;
using FlowCore.Models;
using FlowCore.Onnx;
using FlowCore.Runs;
using FlowCore.Tensors;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow export</c>: what other programs read of a model, a run or latents.</summary>
internal sealed class ExportCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _source = Flag.Source();
    private readonly Option<string> _out = Flag.Text(
        "--out",
        null,
        "file",
        "What is written, by its ending. Of a model: .onnx (density and latents) or .safetensors (plain weights). Of a run folder "
            + "also .csv (its metrics). Of a file of latents: .npy (one level) or .npz (all).");

    private readonly Option<bool> _inverse = Flag.Switch("--inverse", "With .onnx: the inverse, from latents to images.");
    private readonly Option<int?> _level = Flag.WholeOrNone("--level", "With .npy: which latent. [default: the only one]");
    private readonly Option<ModelWeights?> _weights = Flag.Weights();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public ExportCommand(Terminal terminal)
        : base("export", "Writes a model as ONNX or plain weights, a run's metrics as CSV, or latents for NumPy.")
    {
        _terminal = terminal;
        _out.Required = true;
        Add(_source);
        Add(_out);
        Add(_inverse);
        Add(_level);
        Add(_weights);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow export runs/fashion-small-1 --out fashion.onnx",
        "flow export runs/fashion-small-1 --out fashion-inverse.onnx --inverse",
        "flow export runs/fashion-small-1 --out metrics.csv",
        "flow export latents.safetensors --out latent-2.npy --level 2",
    ];

    private int Run(ParseResult parsed)
    {
        var (source, path) = (parsed.GetRequiredValue(_source), parsed.GetRequiredValue(_out));
        var ending = Path.GetExtension(path).ToLowerInvariant();
        ThrowUnless(ending == ".onnx", parsed.GetValue(_inverse), "--inverse", ".onnx", ending);
        ThrowUnless(ending == ".npy", parsed.GetValue(_level) is not null, "--level", ".npy", ending);
        ThrowUnless(ending is ".onnx" or ".safetensors", parsed.GetValue(_weights) is not null, "--weights", ".onnx or .safetensors", ending);
        var text = ending switch
        {
            ".onnx" => OfModel(source, parsed, (model, metadata) =>
            {
                var onnx = parsed.GetValue(_inverse) ? OnnxModel.OfInverse(model, metadata) : OnnxModel.OfDensity(model, metadata);
                onnx.Save(path);
                return FormattableString.Invariant(
                    $"ONNX opset {OnnxModel.Opset}, {onnx.Nodes} nodes, {string.Join(", ", onnx.Inputs)} to {string.Join(", ", onnx.Outputs)}");
            }),
            ".safetensors" => OfModel(source, parsed, (model, _) =>
            {
                Checkpoint.SaveWeights(path, model);
                return FormattableString.Invariant($"{model.Arena.Count:N0} parameters");
            }),
            ".csv" => OfMetrics(source, path),
            ".npy" or ".npz" => OfLatents(source, path, parsed.GetValue(_level), ending == ".npz"),
            _ => throw new WrongCallException("--out", "a file ending in .onnx, .safetensors, .csv, .npy or .npz", $"'{path}'"),
        };
        var bytes = new FileInfo(path).Length;
        _terminal.Output.WriteLine(FormattableString.Invariant($"{VisibleText.Of(path)}: {text}, {bytes:N0} bytes"));
        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteString("out", path);
                json.WriteString("format", ending[1..]);
                json.WriteNumber("bytes", bytes);
            });
        }

        return ExitCode.Good;
    }

    private static void ThrowUnless(bool fits, bool given, string option, string endings, string got)
    {
        if (given && !fits)
        {
            throw new WrongCallException(option, $"--out with {endings}", got.Length == 0 ? "one without an ending" : got);
        }
    }

    private static string OfMetrics(string source, string path)
    {
        var (rows, columns) = MetricsTable.Save(source, path);
        return FormattableString.Invariant($"{rows} steps, {columns} columns");
    }

    private static string OfLatents(string source, string path, int? asked, bool all)
    {
        using var file = LatentFile.Open(source);
        var levels = file.LatentShapes.Count;
        if (all)
        {
            NumpyArrays.Save(path, Enumerable.Range(0, levels).Select(level => (NameOf(level), ShapeOf(level), file.ReadLevel(level))));
            return string.Join(", ", Enumerable.Range(0, levels).Select(level => $"{NameOf(level)} {ShapeOf(level)}"));
        }

        if (asked is null && levels > 1)
        {
            throw new WrongCallException("--level", $"1 to {levels}, as a .npy holds one array", "none", "Or write a .npz.");
        }

        var chosen = (asked ?? 1) - 1;
        if ((uint)chosen >= (uint)levels)
        {
            throw new WrongCallException("--level", $"1 to {levels}", FormattableString.Invariant($"{asked}"));
        }

        NumpyArrays.Save(path, ShapeOf(chosen), file.ReadLevel(chosen));
        return $"{NameOf(chosen)} {ShapeOf(chosen)}";

        static string NameOf(int level) => FormattableString.Invariant($"latent.{level + 1}");

        Shape ShapeOf(int level)
        {
            var (channels, height, width) = file.LatentShapes[level];
            return new Shape(file.Count, channels, height, width);
        }
    }

    private string OfModel(string source, ParseResult parsed, Func<FlowModel, KeyValuePair<string, string>[], string> write)
    {
        using var backend = new CpuBackend();
        var file = ModelFile.Find(source);
        var weights = parsed.GetValue(_weights) ?? Checkpoint.WeightsOf(file);
        var (model, step) = Checkpoint.Load(file, backend, weights: weights);
        using var loaded = model;
        ModelNote.Write(step, file, _terminal);
        return write(model,
        [
            new("step", step.ToString(CultureInfo.InvariantCulture)),
            new("sha256", Checkpoint.HashOf(file)),
            new("weights", Flag.NameOf(weights)),
        ]);
    }
}
