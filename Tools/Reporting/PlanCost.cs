using System.Diagnostics;
using System.Text.Json;
using FlowCore.Files;
using FlowCore.Runs;
using FlowCore.Tensors;
using FlowCore.Training;

namespace FlowCore.Tools.Reporting;

/// <summary>What a run will take of memory and time: counted from its parts, and measured in a few steps that leave no trace.</summary>
/// <param name="Weights">Bytes of the parameters; their gradients take as much.</param>
/// <param name="Optimizer">Bytes that the optimizer keeps.</param>
/// <param name="Activations">By level and for the pixel map, bytes that the forward pass keeps for the gradients.</param>
/// <param name="Measured">Bytes that the backend had taken after the timed steps, or null where no step was done in time.</param>
/// <param name="StepTime">A step, or null likewise.</param>
/// <param name="TimedSteps">How many steps were done.</param>
internal sealed record PlanCost(
    long Weights, long Optimizer, IReadOnlyList<(string Name, long Bytes)> Activations, long? Measured, TimeSpan? StepTime, int TimedSteps)
{
    /// <summary>Images that a model is started from for the timed steps: their time does not depend on how good the start is.</summary>
    public const int StartImages = 8;

    private const int MostSteps = 6;

    // After so long no further step is begun, and one that was begun is given up.
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(15);

    /// <summary>All that is counted, in bytes.</summary>
    public long Expected => (2 * Weights) + Optimizer + Activations.Sum(each => each.Bytes);

    /// <summary>Counts and measures a run that has not begun.</summary>
    /// <param name="run">The run, with a start from few images; afterwards it is trained a little and is to be disposed of.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="stop">Ends the steps.</param>
    public static PlanCost Of(TrainingRun run, TrainingOptions options, CancellationToken stop)
    {
        var (model, trainer) = (run.Model, run.Trainer);
        var activations = model.Parts
            .Select(part => (part.Name, part.KeptInTraining(model.Backend, options.ImagesAtATime).Select(Bytes).ToArray()))
            .Select(part => (part.Name, options.Recompute ? part.Item2.DefaultIfEmpty().Max() : part.Item2.Sum()))
            .ToArray();
        var (step, steps) = Time(trainer, options.MaxSteps, stop);
        return new PlanCost(
            Bytes(model.Arena.Values.Shape),
            trainer.State.Sections.Values.Sum(section => Bytes(section.Shape)),
            activations,
            steps == 0 ? null : model.Backend.MemoryBytes,
            step,
            steps);
    }

    /// <summary>Writes the lines for people.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="steps">Steps that the run will have.</param>
    public void Write(TextWriter output, int steps)
    {
        foreach (var (name, bytes) in Activations)
        {
            output.WriteLine($"kept      {Text(bytes)} for the gradients of {name}");
        }

        output.WriteLine($"memory    {Text(Expected)} expected: parameters {Text(Weights)}, gradients {Text(Weights)}, "
            + $"optimizer {Text(Optimizer)}, activations {Text(Activations.Sum(each => each.Bytes))}");
        if (Measured is { } measured)
        {
            output.WriteLine(FormattableString.Invariant(
                $"          {Text(measured)} taken on the device by {TimedSteps} steps, {measured / (double)Expected:F2} of that"));
        }

        output.WriteLine((StepTime, steps) switch
        {
            (_, 0) => "time      no steps",
            ({ } step, _) => FormattableString.Invariant($"time      {step.TotalMilliseconds:F1} ms a step, so {Duration(step * steps)} for {steps:N0} steps"),
            _ => FormattableString.Invariant($"time      a step takes more than {LongestTry.TotalSeconds:F0} s"),
        });
    }

    /// <summary>Writes the members of an object.</summary>
    /// <param name="json">The object.</param>
    /// <param name="steps">Steps that the run will have.</param>
    public void WriteMembers(Utf8JsonWriter json, int steps)
    {
        json.WriteStartObject("memory");
        json.WriteNumber("parameters", Weights);
        json.WriteNumber("gradients", Weights);
        json.WriteNumber("optimizer", Optimizer);
        json.WriteStartObject("activations");
        foreach (var (name, bytes) in Activations)
        {
            json.WriteNumber(name, bytes);
        }

        json.WriteEndObject();
        json.WriteNumber("expected", Expected);
        json.WriteFinite("measured", Measured ?? double.NaN);
        json.WriteEndObject();
        json.WriteNumber("timedSteps", TimedSteps);
        json.WriteFinite("msPerStep", Math.Round(StepTime?.TotalMilliseconds ?? double.NaN, 3));
        json.WriteFinite("seconds", Math.Round((StepTime?.TotalSeconds ?? double.NaN) * steps, 1));
    }

    private static (TimeSpan? Step, int Steps) Time(Trainer trainer, int most, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(LongestTry);
        var (clock, times) = (Stopwatch.StartNew(), new StepTimes());
        try
        {
            // A run without steps has none to time either.
            for (var done = 0; done < Math.Min(most, MostSteps) && clock.Elapsed < LongestTry; done++)
            {
                var step = trainer.RunStep(limit.Token);
                times.Add(step.Milliseconds, step.DataWaitMilliseconds);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // What was done until then is told.
        }

        var median = times.Median();
        return double.IsFinite(median) ? (TimeSpan.FromMilliseconds(median), trainer.Step) : (null, 0);
    }

    private static long Bytes(Shape shape) => sizeof(float) * shape.Count;

    private static string Text(long bytes) => FormattableString.Invariant($"{bytes / (double)(1 << 20):N1} MiB");

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => FormattableString.Invariant($"{time.TotalHours:N1} h"),
        { TotalMinutes: >= 1 } => FormattableString.Invariant($"{time.TotalMinutes:F1} min"),
        _ => FormattableString.Invariant($"{time.TotalSeconds:F1} s"),
    };
}
