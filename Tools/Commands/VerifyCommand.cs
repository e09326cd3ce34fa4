using System.CommandLine;
using FlowCore.Backends;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Gpu.Devices;
using FlowCore.Models;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;
using FlowCore.Verification;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow verify</c>: shows that a model is what it claims, or where it is not.</summary>
internal sealed class VerifyCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly TrainedModelFlags _model = new();
    private readonly DataFlags _data = new();
    private readonly Option<int> _count = Flag.Whole(
        "--count", 64, "Images of the test split to encode and decode; drawn from the model where the default data is of another shape.");

    private readonly Option<string?> _against = Flag.TextOrNone(
        "--against",
        "device",
        "Another device to compare with, cpu for example: log-densities to 1e-4 nats a dimension, latents to 1e-3 of the largest, samples "
            + "to a hundredth of their bytes.");

    private readonly Option<ulong> _seed = Flag.Seed(0, "Seed of every draw.");
    private readonly VerifyLimitFlags _limits = new();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public VerifyCommand(Terminal terminal)
        : base(
            "verify",
            "Checks a model layer by layer and as a whole: round trips, log-dets against dense Jacobians, gains, masks, every byte back, "
                + "total probability. Exits with 1 where a limit is passed.")
    {
        _terminal = terminal;
        _model.AddArgumentTo(this);
        _data.AddTo(this);
        Add(_count);
        Add(_against);
        Add(_seed);
        _limits.AddTo(this);
        _model.AddOptionsTo(this);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow verify runs/fashion-small-1",
        "flow verify last.safetensors --data cifar-10-batches-bin --count 200 --json",
        "flow verify runs/fashion-small-1 --device opencl --against cpu",
    ];

    private int Run(ParseResult parsed)
    {
        var count = Flag.Positive(parsed, _count);
        var limits = _limits.Read(parsed);
        var choice = parsed.GetValue(_against) is { } name ? WrongCallException.Guard(() => DeviceChoice.Parse(name)) : (DeviceChoice?)null;
        using var trained = _model.Open(parsed, _terminal);
        var (model, hash) = (trained.Model, Checkpoint.HashOf(trained.Path));
        _data.ThrowIfNotPadding(parsed, model.PixelMap);
        var (images, source) = Images(parsed, model, count);
        using var against = choice is { } device ? Open(device) : null;
        var progress = new VerifyProgress(_terminal);
        var report = ModelVerifier.Verify(
            model,
            images,
            new VerificationOptions
            {
                Limits = limits,
                Seed = parsed.GetRequiredValue(_seed),
                Against = against,
                Progress = progress.Show,
            },
            _terminal.Stop);
        progress.End();
        VerifyText.Write(report, _terminal);
        _terminal.Output.WriteLine($"file: {VisibleText.Of(trained.Path)}, SHA-256 {hash}; images: {source}");
        ModelNote.Write(trained.Step, trained.Path, _terminal);
        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteBoolean("passed", report.Passed);
                VerifyText.WriteMembers(json, report);
                json.WriteString("images", source);
                json.WriteString("sha256", hash);
                json.WriteNumber("step", trained.Step);
                json.WriteString("weights", trained.WeightsName);
            });
        }

        return report.Passed ? ExitCode.Good : ExitCode.JobFailed;
    }

    private IBackend Open(DeviceChoice choice) =>
        DeviceBackend.Open(choice, 0, problem => _terminal.Error.WriteLine(Failure.OneLine($"note: {FlagNames.In(problem)}")));

    /// <summary>Images of the data, or draws where none was named and the default does not fit.</summary>
    private (ImageBatch Images, string Source) Images(ParseResult parsed, FlowModel model, int count)
    {
        var data = _data.Open(parsed);
        var set = QuantizedImageSet.Of(data.Splits.Get(DataSplit.Test), model.PixelMap.Bits);
        if (set.Shape != model.Image && !_data.IsGiven(parsed))
        {
            return (model.Sample(count).Images, FormattableString.Invariant($"{count} draws of the model"));
        }

        if (set.Shape != model.Image)
        {
            throw new FlowException(
                set.Name, $"images of {model.Image}, which the model was built for", $"{set.Shape}", "Use --image-size, --crop or other data.");
        }

        Action<string> unreadable = _data.IsStrict(parsed)
            ? line => throw new FlowException(line)
            : line => _terminal.Error.WriteLine(Failure.OneLine($"skipped {line}"));
        var batch = set.ReadableBatch([.. Enumerable.Range(0, Math.Min(count, set.Count))], unreadable);
        return batch.Count > 0
            ? (batch, FormattableString.Invariant($"{batch.Count} of {VisibleText.Of(set.Name)}"))
            : throw new FlowException(set.Name, "an image that can be read", "none", "Check the data.");
    }
}
