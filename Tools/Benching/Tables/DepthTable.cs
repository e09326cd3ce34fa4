using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>
/// What the two directions of each unit's layer wait for, counted where they run: operations of the backend, of which one follows
/// the other, those that make the taps and the log-det among them, and the steps of these. A masked solve has a step for each
/// diagonal, <c>H+W−1</c>, and any other operation one. Kernels launched and times are beside.
/// </summary>
internal sealed class DepthTable : IBenchTable
{
    private const int Kernel = 3;
    private const int Width = 32;

    /// <inheritdoc/>
    public string Name => "depth";

    /// <inheritdoc/>
    public string Title => "Sequential steps, operations and launches of both directions of each unit's layer";

    /// <inheritdoc/>
    public string Axis => "sequential steps";

    /// <inheritdoc/>
    public double? Plotted(TableRow row) => row.Depth;

    /// <inheritdoc/>
    public void Measure(TableBench bench)
    {
        foreach (var unit in bench.Catalog.Mixing)
        {
            foreach (var side in bench.Scale.Sides)
            {
                var image = new ImageShape(bench.Scale.Layer.Channels, side, side);
                var row = new TableRow
                {
                    Panel = "image side n",
                    What = unit.Name,
                    Pass = "none",
                    X = side,
                    Image = image,
                    Batch = bench.Scale.Batch,
                    Kernel = Kernel,
                };
                if (Refusal(unit, image) is { } refusal)
                {
                    bench.Add(row with { Note = refusal });
                    continue;
                }

                Measure(bench, unit, row);
            }
        }
    }

    private static void Measure(TableBench bench, FlowUnit unit, TableRow row)
    {
        var (image, batch) = (row.Image!.Value, row.Batch!.Value);
        using var work = new LayerWork(Build(unit, image), bench.Backend, batch);
        var measured = bench.Clock.MeasureInTurn(work.Forward, work.Inverse);

        var times = new OperationTimes(() => { });
        using var counted = new LayerWork(Build(unit, image), TimedBackend.Over(bench.Backend, times), batch);
        row = row with { Parameters = work.Parameters, IsExact = work.Layer.IsExact };
        foreach (var (pass, run, result) in ((string, Action, Measurement)[])[
            ("forward", counted.Forward, measured[0]), ("inverse", counted.Inverse, measured[1])])
        {
            times.Clear();
            run();
            var spent = times.Spent;
            bench.Add(row with
            {
                Pass = pass,
                Time = result.Time,
                Launches = result.Launches,
                Operations = spent.Sum(each => each.Calls),
                Depth = spent.Sum(each => each.Calls * StepsOf(each.Operation, image)),
            });
        }
    }

    private static Bijector Build(FlowUnit unit, ImageShape image) => LayerWork.Build(unit, image, Kernel, Width);

    private static string? Refusal(FlowUnit unit, ImageShape image)
    {
        try
        {
            Build(unit, image);
            return null;
        }
        catch (FlowException refusal)
        {
            return refusal.Message;
        }
    }

    private static int StepsOf(string operation, ImageShape image) =>
        operation.StartsWith(nameof(IBackend.MaskedSolve), StringComparison.Ordinal) ? image.Height + image.Width - 1 : 1;
}
