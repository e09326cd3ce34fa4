using System.CommandLine;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Models;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary><c>flow bench growth</c>: how times grow with the batch, with the image and with the depth.</summary>
internal sealed class BenchGrowthCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly BenchModelFlags _model = new(batchSize: 100, "Images a batch, where it is not what grows.");
    private readonly SizesFlag _batches = new("--over-batches", "Batches to measure; the models of a series are held at once.", 16, 32, 64, 128, 256);
    private readonly SizesFlag _sides = new("--over-sides", "Square images to measure, in pixels a side.", 16, 32, 64, 128);
    private readonly SizesFlag _steps = new("--over-steps", "Steps to measure, of one level.", 2, 4, 8, 16);
    private readonly BenchFlags _bench = new();

    /// <summary>The verb.</summary>
    public BenchGrowthCommand(Terminal terminal)
        : base(
            "growth",
            "Times a training step, the forward pass and sampling over batches, image sizes and steps of a level, with the slope of "
                + "ln time over ln size of each: 1 where the time grows as the size does.")
    {
        _terminal = terminal;
        _model.AddTo(this);
        foreach (var sizes in (SizesFlag[])[_batches, _sides, _steps])
        {
            Add(sizes.Option);
        }

        _bench.AddTo(this);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["flow bench growth", "flow bench growth --over-sides 32,64,128,256 --runs 50 --json"];

    private int Run(ParseResult parsed)
    {
        var model = _model.Read(parsed);
        var (batches, sides, steps) = (Batches(parsed, model), Sides(parsed, model), Steps(parsed, model));
        using var bench = _bench.Start(parsed, _terminal);
        bench.WriteHead($"{model}");
        Growth[] all =
        [
            Measure("batch", batches, bench),
            Measure("pixels", sides, bench),
            Measure("steps", steps, bench),
        ];
        bench.WriteJson(json =>
        {
            model.WriteMembers(json);
            json.WriteStartArray("series");
            foreach (var growth in all)
            {
                growth.WriteJson(json);
            }

            json.WriteEndArray();
        });
        return ExitCode.Good;
    }

    private (double Size, BenchModel Model)[] Batches(ParseResult parsed, BenchModel model) =>
        [.. _batches.Read(parsed).Select(batch => ((double)batch, model with { BatchSize = batch }))];

    /// <summary>The steps, all of one level: the end of any other has a coupling of its own, which does not grow with them.</summary>
    private (double Size, BenchModel Model)[] Steps(ParseResult parsed, BenchModel model) =>
    [
        .. _steps.Read(parsed).Select(steps =>
            ((double)steps, With(model, config => config with { StepsPerLevel = steps, Levels = 1 }))),
    ];

    /// <summary>The images, all of them with as many levels as the least divisible of them allows.</summary>
    private (double Size, BenchModel Model)[] Sides(ParseResult parsed, BenchModel model)
    {
        var images = _sides.Read(parsed).Select(side => new ImageShape(model.Config.Image.Channels, side, side)).ToArray();
        var levels = Math.Clamp(images.Min(FlowConfig.MostLevels), 1, model.Config.Levels);
        return
        [
            .. images.Select(image => ((double)image.Plane, With(model, config => config with { Image = image, Levels = levels }))),
        ];
    }

    private static BenchModel With(BenchModel model, Func<FlowConfig, FlowConfig> change)
    {
        var config = change(model.Config);
        WrongCallException.Guard(() => config.Validate());
        return model with { Config = config };
    }

    private Growth Measure(string over, (double Size, BenchModel Model)[] sizes, BenchSession bench)
    {
        var output = _terminal.Output;
        output.WriteLine($"{over,15} {"training step, ms",28} {"forward, ms",28} {"sample, ms",28}");
        var passes = new List<ModelPasses>();
        try
        {
            foreach (var (_, model) in sizes)
            {
                passes.Add(new ModelPasses(model, bench.Backend));
            }

            var measured = bench.Clock.MeasureInRounds(
                [.. passes.Select(pass => (Action[])[pass.Step.Work, pass.Forward.Work, pass.Sample.Work])]);
            var growth = new Growth(over, [.. sizes.Zip(measured, (size, times) => PointOf(size.Size, times))]);
            foreach (var point in growth.Points)
            {
                output.WriteLine(FormattableString.Invariant(
                    $"{point.Size,15} {Text(point.Step),28} {Text(point.Forward),28} {Text(point.Sample),28}"));
            }

            output.WriteLine(FormattableString.Invariant(
                $"{"slope",15} {growth.Step,28:F3} {growth.Forward,28:F3} {growth.Sample,28:F3}"));
            return growth;
        }
        finally
        {
            passes.ForEach(pass => pass.Dispose());
        }
    }

    private static GrowthPoint PointOf(double size, IReadOnlyList<Measurement> passes) =>
        new(size, passes[0].Time, passes[1].Time, passes[2].Time);

    private static string Text(Timing time) =>
        FormattableString.Invariant($"{time.Median:F3} ({time.Lower:F3}–{time.Upper:F3})");
}
