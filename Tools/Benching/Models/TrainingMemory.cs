using System.Diagnostics;
using System.Text.Json;
using FlowCore.Backends;

namespace FlowCore.Tools.Benching.Models;

/// <summary>What training a model takes of memory.</summary>
/// <param name="Resident">The process's peak above what it held before there was a model, or null where the system does not tell.</param>
/// <param name="Backend">Bytes that the backend took from the system.</param>
/// <param name="NewBackend">Bytes of these that it took after its first steps.</param>
/// <param name="Managed">Bytes that a later step takes of the managed heap, on all threads.</param>
/// <param name="ManagedHere">Those of the thread that trains.</param>
internal sealed record TrainingMemory(long? Resident, long Backend, long NewBackend, long Managed, long ManagedHere)
{
    private const int WarmUps = 3;
    private const int MostSteps = 10;

    /// <summary>Trains a few steps on a backend that has done nothing before.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="backend">Where.</param>
    /// <param name="idle">The process's resident bytes before there was any model.</param>
    /// <param name="steps">Steps after those that warm up, at most.</param>
    /// <param name="stop">Ends it between two steps.</param>
    public static TrainingMemory Of(BenchModel model, IBackend backend, long idle, int steps, CancellationToken stop)
    {
        steps = Math.Min(steps, MostSteps);
        var before = backend.MemoryBytes;
        using var passes = new ModelPasses(model, backend);
        Run(passes.Step.Work, WarmUps, stop);

        var warm = backend.MemoryBytes;
        var (all, here) = (GC.GetTotalAllocatedBytes(precise: true), GC.GetAllocatedBytesForCurrentThread());
        Run(passes.Step.Work, steps, stop);
        here = GC.GetAllocatedBytesForCurrentThread() - here;
        all = GC.GetTotalAllocatedBytes(precise: true) - all;
        return new TrainingMemory(
            Peak() is > 0 and var peak ? peak - idle : null,
            backend.MemoryBytes - before,
            backend.MemoryBytes - warm,
            all / steps,
            here / steps);
    }

    /// <summary>What the process holds now.</summary>
    public static long ResidentNow()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>
    /// What training should take at most: <c>1.3·(4 B · Σ 2·width·N·H·W + 16 B · parameters)</c>, the hidden activations of
    /// every coupling and of each parameter its value, gradient and two moments.
    /// </summary>
    public static double Bound(BenchModel model, long parameters) =>
        1.3 * ((sizeof(float) * FlowCost.Hidden(model.Config) * model.BatchSize) + (4.0 * sizeof(float) * parameters));

    /// <summary>Writes the lines for people.</summary>
    public void Write(TextWriter output, double bound)
    {
        if (Resident is { } resident)
        {
            output.WriteLine($"  process, peak above idle  {Text(resident)}  {Ratio(resident, bound)} of the bound");
        }

        output.WriteLine($"  backend                   {Text(Backend)}  {Ratio(Backend, bound)} of the bound");
        output.WriteLine($"  bound                     {Text(bound)}  1.3·(both hidden layers of each coupling + 16 B a parameter)");
        output.WriteLine(FormattableString.Invariant(
            $"  a steady step takes       {Managed:N0} bytes managed, {ManagedHere:N0} of them on its own thread, ")
            + FormattableString.Invariant($"and {NewBackend:N0} of the backend"));
    }

    /// <summary>Writes the members of an object.</summary>
    public void WriteMembers(Utf8JsonWriter json, double bound)
    {
        if (Resident is { } resident)
        {
            json.WriteNumber("residentBytes", resident);
            json.WriteNumber("residentToBound", resident / bound);
        }

        json.WriteNumber("backendBytes", Backend);
        json.WriteNumber("backendToBound", Backend / bound);
        json.WriteNumber("boundBytes", bound);
        json.WriteNumber("newBackendBytes", NewBackend);
        json.WriteNumber("managedBytesPerStep", Managed);
        json.WriteNumber("ownThreadBytesPerStep", ManagedHere);
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static void Run(Action step, int steps, CancellationToken stop)
    {
        for (var i = 0; i < steps; i++)
        {
            stop.ThrowIfCancellationRequested();
            step();
        }
    }

    private static string Text(double bytes) => FormattableString.Invariant($"{bytes / (1 << 20),10:N1} MiB");

    private static string Ratio(double bytes, double bound) => FormattableString.Invariant($"{bytes / bound:F2}");
}
