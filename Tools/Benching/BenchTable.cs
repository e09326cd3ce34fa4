using System.Globalization;
using System.Text.Json;

namespace FlowCore.Tools.Benching;

/// <summary>Measurements as rows for people, each written when it is there, and as objects for scripts.</summary>
internal sealed class BenchTable(TextWriter output)
{
    private readonly List<BenchRow> _rows = [];

    /// <summary>Writes the heads of the columns.</summary>
    public void WriteHeads() => WriteLine("operation", "shape", "ms", "quartiles", "GFLOP/s", "GB/s", "launches");

    /// <summary>Adds a measurement.</summary>
    /// <returns>It again.</returns>
    public BenchRow Add(BenchRow row)
    {
        _rows.Add(row);
        var time = row.Measured.Time;
        WriteLine(
            row.Name,
            row.Shape,
            Text(time.Median, "0.0000"),
            $"{Text(time.Lower, "0.0000")}–{Text(time.Upper, "0.0000")}",
            row.Flops == 0 ? "-" : Text(row.Gigaflops, "0.0"),
            row.Bytes == 0 ? "-" : Text(row.Gigabytes, "0.0"),
            row.Measured.Launches is { } launches ? Text(launches, "0") : "-");
        return row;
    }

    /// <summary>Writes the measurements as an array.</summary>
    public void WriteJson(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        foreach (var row in _rows)
        {
            json.WriteStartObject();
            row.WriteMembers(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private void WriteLine(string name, string shape, string time, string quartiles, string flops, string bytes, string launches) =>
        output.WriteLine($"{name,-31} {shape,-34} {time,10} {quartiles,23} {flops,8} {bytes,8} {launches,8}");
}
