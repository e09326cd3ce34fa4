using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Models;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>What a table is measured with, and the rows that came of it so far.</summary>
/// <param name="backend">Where layers are measured.</param>
/// <param name="create">Makes another backend of the same device, so that what a model takes of memory is its own.</param>
/// <param name="scale">How large.</param>
/// <param name="runs">Timed runs of each piece of work.</param>
/// <param name="output">Is told each row.</param>
/// <param name="stop">Ends the measurement between two runs.</param>
internal sealed class TableBench(
    IBackend backend, Func<IBackend> create, TableScale scale, int runs, TextWriter output, CancellationToken stop)
{
    // Of units whose inverse takes a hundred times a forward pass, ten runs would take as long as all else.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly List<TableRow> _rows = [];

    /// <summary>Where layers are measured.</summary>
    public IBackend Backend => backend;

    /// <summary>How large.</summary>
    public TableScale Scale => scale;

    /// <summary>What models are built from.</summary>
    public FlowCatalog Catalog { get; init; } = FlowCatalog.Standard;

    /// <summary>Times work on <see cref="Backend"/>.</summary>
    public BenchClock Clock { get; } = new(backend, runs, Longest, stop);

    /// <summary>Threads that compute: the backend's, or those of the host beside a device of its own.</summary>
    public int Threads => ThreadsOf(backend);

    /// <summary>The rows so far.</summary>
    public IReadOnlyList<TableRow> Rows => _rows;

    /// <summary>Threads of a backend, or of the host beside a device of its own.</summary>
    public static int ThreadsOf(IBackend backend) => backend is CpuBackend cpu ? cpu.Threads : Environment.ProcessorCount;

    /// <summary>A backend for one model, which the caller disposes of.</summary>
    public IBackend CreateBackend()
    {
        stop.ThrowIfCancellationRequested();
        return create();
    }

    /// <summary>Times work on another backend.</summary>
    public BenchClock ClockOf(IBackend other) => new(other, runs, Longest, stop);

    /// <summary>Adds a row and shows it.</summary>
    public void Add(TableRow row)
    {
        _rows.Add(row);
        var time = row.Time is { } measured
            ? FormattableString.Invariant($"{measured.Median,11:F3} ms  {measured.Lower,10:F3}–{measured.Upper:F3}")
            : FormattableString.Invariant($"{row.Milliseconds,11:F3} ms  {row.Note}");
        output.WriteLine($"{row.Panel,-36} {row.What,-34} {row.Pass,-8} {row.Image,-10} {time}");
    }
}
