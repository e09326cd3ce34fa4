using System.Globalization;
using System.Text.Json;
using FlowCore.Tools.Reporting;

namespace FlowCore.Tools.Benching;

/// <summary>Measurements as rows for people, each written when it is there, and as objects for scripts.</summary>
internal sealed class BenchTable(TextWriter output)
{
    private const double Giga = 1e9;
    private readonly List<Entry> _entries = [];

    /// <summary>Writes the heads of the columns.</summary>
    public void WriteHeads() => WriteLine("operation", "shape", "ms", "quartiles", "GFLOP/s", "GB/s", "launches");

    /// <summary>Adds a measurement.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="shape">On what.</param>
    /// <param name="flops">Its floating-point operations.</param>
    /// <param name="bytes">Its traffic, or 0 where no figure would mean much.</param>
    /// <param name="measured">What came of it.</param>
    public void Add(string name, string shape, double flops, double bytes, Measurement measured)
    {
        var entry = new Entry(name, shape, flops, bytes, measured);
        _entries.Add(entry);
        var time = measured.Time;
        WriteLine(
            name,
            shape,
            Text(time.Median, "0.0000"),
            $"{Text(time.Lower, "0.0000")}–{Text(time.Upper, "0.0000")}",
            flops == 0 ? "-" : Text(entry.PerSecond(flops), "0.0"),
            bytes == 0 ? "-" : Text(entry.PerSecond(bytes), "0.0"),
            measured.Launches is { } launches ? Text(launches, "0") : "-");
    }

    /// <summary>Writes the measurements as an array.</summary>
    public void WriteJson(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        foreach (var entry in _entries)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("shape", entry.Shape);
            json.WriteFinite("medianMs", entry.Measured.Time.Median);
            json.WriteFinite("lowerMs", entry.Measured.Time.Lower);
            json.WriteFinite("upperMs", entry.Measured.Time.Upper);
            json.WriteNumber("runs", entry.Measured.Time.Runs);
            json.WriteNumber("flops", entry.Flops);
            json.WriteNumber("bytes", entry.Bytes);
            json.WriteFinite("gflops", entry.PerSecond(entry.Flops));
            json.WriteFinite("gbps", entry.PerSecond(entry.Bytes));
            if (entry.Measured.Launches is { } launches)
            {
                json.WriteNumber("launches", launches);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private void WriteLine(string name, string shape, string time, string quartiles, string flops, string bytes, string launches) =>
        output.WriteLine($"{name,-29} {shape,-34} {time,10} {quartiles,23} {flops,8} {bytes,8} {launches,8}");

    private sealed record Entry(string Name, string Shape, double Flops, double Bytes, Measurement Measured)
    {
        /// <summary>Billions of something a second.</summary>
        public double PerSecond(double amount) => amount / (Measured.Time.Median / 1000) / Giga;
    }
}
