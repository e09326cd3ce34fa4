using System.Globalization;
using System.Text.Json;

namespace FlowCore.Tools.Benching;

/// <summary>Measurements as rows for people, each written when it is there, and as objects for scripts.</summary>
/// <param name="output">Takes the rows.</param>
/// <param name="limit">The multiply-adds that the machine can do, of which each rate is a share; or null where they were not measured.</param>
internal sealed class BenchTable(TextWriter output, BenchRow? limit = null)
{
    private readonly List<BenchRow> _rows = [];

    /// <summary>Writes the heads of the columns, and what the rates are shares of.</summary>
    public void WriteHeads()
    {
        WriteLine("operation", "shape", "ms", "quartiles", "GFLOP/s", "of limit", "GB/s", "launches");
        if (limit is not null)
        {
            Show(limit);
        }
    }

    /// <summary>Adds a measurement.</summary>
    /// <returns>It again.</returns>
    public BenchRow Add(BenchRow row)
    {
        _rows.Add(row);
        Show(row);
        return row;
    }

    /// <summary>Writes the measurements as an array.</summary>
    public void WriteJson(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        foreach (var row in _rows)
        {
            json.WriteStartObject();
            row.WriteMembers(json, limit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Show(BenchRow row)
    {
        var time = row.Measured.Time;
        WriteLine(
            row.Name,
            row.Shape,
            Text(time.Median, "0.0000"),
            $"{Text(time.Lower, "0.0000")}–{Text(time.Upper, "0.0000")}",
            row.Flops == 0 ? "-" : Text(row.Gigaflops, "0.0"),
            double.IsNaN(row.ShareOf(limit)) ? "-" : Text(100 * row.ShareOf(limit), "0.0") + " %",
            row.Bytes == 0 ? "-" : Text(row.Gigabytes, "0.0"),
            row.Measured.Launches is { } launches ? Text(launches, "0") : "-");
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private void WriteLine(string name, string shape, string time, string quartiles, string flops, string share, string bytes, string launches) =>
        output.WriteLine($"{name,-31} {shape,-34} {time,10} {quartiles,23} {flops,8} {share,8} {bytes,8} {launches,8}");
}
