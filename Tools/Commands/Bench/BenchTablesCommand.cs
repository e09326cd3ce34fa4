using System.CommandLine;
using FlowCore.Tools.Benching.Tables;
using FlowCore.Tools.Plotting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary><c>flow bench tables</c>: the comparison of units and of inverses, as files.</summary>
internal sealed class BenchTablesCommand : Command, IHasExamples
{
    private const string All = "all";

    private static readonly string Names = string.Join(", ", BenchTables.All.Select(table => table.Name));

    private readonly Terminal _terminal;
    private readonly Option<string> _table = Flag.Text("--table", All, "name", $"What to measure: {Names}, or {All}.");
    private readonly Option<string> _scale = Flag.Text(
        "--scale",
        "small",
        "name",
        "tiny, to see that it works; small, minutes on two cores; paper, the published models, which want a GPU.");

    private readonly Option<string> _out = Flag.Text(
        "--out", "tables", "folder", "Where NAME.csv, NAME.md and NAME.png of each table go; files of these names are replaced.");

    private readonly BenchFlags _bench = new(usualRuns: 10);

    /// <summary>The verb.</summary>
    public BenchTablesCommand(Terminal terminal)
        : base(
            "tables",
            "Compares units and inverses on one device and one clock: each table as CSV, Markdown and a picture, with the published "
                + "times beside as a reference.")
    {
        _terminal = terminal;
        Add(_table);
        Add(_scale);
        Add(_out);
        _bench.AddTo(this);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow bench tables --table inverse --device cpu",
        "flow bench tables --scale tiny --out tables-tiny --json",
        "flow bench tables --table sampling --scale paper --device cuda --runs 20",
    ];

    private int Run(ParseResult parsed)
    {
        var (name, scaleName, folder) = (parsed.GetRequiredValue(_table), parsed.GetRequiredValue(_scale), parsed.GetRequiredValue(_out));
        IReadOnlyList<IBenchTable> tables = [.. BenchTables.All.Where(table => name == All || table.Name == name)];
        if (tables.Count == 0)
        {
            throw new WrongCallException(_table.Name, $"one of {Names}, {All}", $"'{name}'");
        }

        var scale = TableScale.All.FirstOrDefault(each => each.Name == scaleName) ?? throw new WrongCallException(
            _scale.Name, $"one of {string.Join(", ", TableScale.All.Select(each => each.Name))}", $"'{scaleName}'");
        using var bench = _bench.Start(parsed, _terminal);
        var origin = TableOrigin.Of(bench.Backend, scale.Name);

        // Before minutes of measuring, of which nothing could be kept.
        TableFiles.MakeFolder(folder);
        bench.WriteHead(FormattableString.Invariant($"{string.Join(", ", tables.Select(table => table.Name))} at scale {scale.Name}"));
        var results = new List<ResultTable>();
        foreach (var table in tables)
        {
            var work = new TableBench(
                bench.Backend, () => _bench.CreateBackend(parsed, _terminal), scale, bench.Runs, _terminal.Output, _terminal.Stop);
            table.Measure(work);
            var result = new ResultTable(table.Name, table.Title, table.Axis, table.Plotted, origin, work.Rows);
            using var hold = _terminal.Hold();
            TableFiles.Write(result, folder, path => TablePicture.Save(result, path), _terminal.Output);
            results.Add(result);
        }

        bench.WriteJson(json =>
        {
            TableFiles.WriteMembers(json, origin);
            json.WriteStartArray("tables");
            foreach (var result in results)
            {
                json.WriteStartObject();
                TableFiles.WriteTable(json, result, folder);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return ExitCode.Good;
    }
}
