using FlowCore.Files;
using System.CommandLine;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Models;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary><c>flow bench sample</c>: the inverse pass beside the forward pass, and one image beside a batch.</summary>
internal sealed class BenchSampleCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly BenchModelFlags _model = new();
    private readonly BenchFlags _bench = new();

    /// <summary>The verb.</summary>
    public BenchSampleCommand(Terminal terminal)
        : base("sample", "Times sampling beside the forward pass, and one image beside a batch, with where the time goes.")
    {
        _terminal = terminal;
        _model.AddTo(this);
        _bench.AddTo(this);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["flow bench sample", "flow bench sample --preset cifar10 --runs 50 --json"];

    private int Run(ParseResult parsed)
    {
        var model = _model.Read(parsed);
        using var bench = _bench.Start(parsed, _terminal);
        var output = _terminal.Output;
        bench.WriteHead($"{model}");

        var table = new BenchTable(output);
        table.WriteHeads();
        BenchRow[] rows;
        using (var passes = new ModelPasses(model, bench.Backend))
        {
            var (batch, one) = ((ModelPass[])[passes.Forward, passes.Sample, passes.Encode], (ModelPass[])[passes.SampleOne, passes.EncodeOne]);
            var measured = bench.Clock.MeasureInTurn(batch.Concat(one).Select(pass => pass.Work));
            rows =
            [
                .. batch.Select((pass, i) => table.Add(pass.Timed(model.Shape, measured[i]))),
                .. one.Select((pass, i) => table.Add(pass.Timed(model.ShapeOf(images: 1), measured[batch.Length + i]))),
            ];
        }

        var (toForward, sampleOne, encodeOne) =
            (rows[1].Median / rows[0].Median, rows[3].Median / rows[1].Median, rows[4].Median / rows[2].Median);
        output.WriteLine(FormattableString.Invariant($"sampling takes {toForward:F3} of the forward pass"));
        output.WriteLine(FormattableString.Invariant(
            $"one image takes {sampleOne:F3} of a batch of {model.BatchSize} to sample, {encodeOne:F3} to encode"));

        OperationShares forward, sample;
        using (var profile = new PassProfile(model, bench.Backend))
        {
            forward = profile.Of(passes => passes.Forward, bench.Runs, _terminal.Stop);
            sample = profile.Of(passes => passes.Sample, bench.Runs, _terminal.Stop);
        }

        forward.Write(output, "forward");
        sample.Write(output, "sample");
        bench.WriteJson(json =>
        {
            model.WriteMembers(json);
            table.WriteJson(json, "passes");
            json.WriteFinite("sampleToForward", toForward);
            json.WriteFinite("sampleOneToBatch", sampleOne);
            json.WriteFinite("encodeOneToBatch", encodeOne);
            forward.WriteJson(json, "forwardOperations");
            sample.WriteJson(json, "sampleOperations");
        });
        return ExitCode.Good;
    }
}
