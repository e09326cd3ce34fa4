using FlowCore.Files;
using System.Globalization;
using System.Text.Json;
using FlowCore.Tools.Reporting;

namespace FlowCore.Tools.Benching;

/// <summary>Where the time of a pass goes.</summary>
/// <param name="Milliseconds">What a pass took, its operations waited for one by one.</param>
/// <param name="Operations">Calls and milliseconds a pass of each operation, the dearest first.</param>
internal sealed record OperationShares(
    double Milliseconds, IReadOnlyList<(string Operation, double Calls, double Milliseconds)> Operations)
{
    // For people; a script gets every operation.
    private const double LeastShare = 0.005;

    /// <summary>What no operation took: the tape, pixels and copies to and from the host.</summary>
    public double Other => Milliseconds - Operations.Sum(operation => operation.Milliseconds);

    /// <summary>Writes a row for each operation that takes half a percent or more, and one for the rest.</summary>
    /// <param name="output">Where.</param>
    /// <param name="pass">What the time is of.</param>
    public void Write(TextWriter output, string pass)
    {
        output.WriteLine($"where the time goes: {pass}");
        var table = new TextTable("operation", " calls", " ms", " share");
        var rest = Milliseconds;
        foreach (var (operation, calls, milliseconds) in Operations.Where(each => each.Milliseconds >= LeastShare * Milliseconds))
        {
            table.Add(operation, calls.ToString("0.#", CultureInfo.InvariantCulture), Text(milliseconds), Percent(milliseconds));
            rest -= milliseconds;
        }

        table.Add("other", "-", Text(rest), Percent(rest));
        table.Write(output);
    }

    /// <summary>Writes them as an array.</summary>
    public void WriteJson(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        foreach (var (operation, calls, milliseconds) in Operations)
        {
            json.WriteStartObject();
            json.WriteString("name", operation);
            json.WriteNumber("calls", calls);
            WriteTime(json, milliseconds);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("name", "other");
        WriteTime(json, Other);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string Text(double milliseconds) => milliseconds.ToString("0.000", CultureInfo.InvariantCulture);

    private string Percent(double milliseconds) =>
        (milliseconds / Milliseconds).ToString("0.0 %", CultureInfo.InvariantCulture);

    private void WriteTime(Utf8JsonWriter json, double milliseconds)
    {
        json.WriteFinite("ms", milliseconds);
        json.WriteFinite("share", milliseconds / Milliseconds);
    }
}
