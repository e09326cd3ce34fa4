using System.Globalization;
using System.Text.Json;
using FlowCore.Files;
using FlowCore.Tools.Shell;
using FlowCore.Verification;

namespace FlowCore.Tools.Reporting;

/// <summary>What was found in a model, for people and for scripts.</summary>
internal static class VerifyText
{
    private const double MostCounted = 1e9;

    private static readonly (string Head, string Name)[] Columns =
    [
        (" x→z→x", CheckNames.RoundTrip),
        (" z→x→z", CheckNames.InverseRoundTrip),
        (" Σ log-det", CheckNames.LogDetSum),
        (" Δ log-det", CheckNames.LogDet),
        (" gain", CheckNames.Gain),
        (" local gain", CheckNames.LocalGain),
        (" condition", CheckNames.Condition),
    ];

    /// <summary>A table of the layers, the lines of the whole model, and at last what is wrong.</summary>
    public static void Write(VerificationReport report, Terminal terminal)
    {
        var table = new TextTable(["layer", .. Columns.Select(column => column.Head), "also checked"]);
        foreach (var layer in report.Layers)
        {
            var others = report.Checks
                .Where(check => check.Layer == layer && Columns.All(column => column.Name != check.Name))
                .GroupBy(check => check.Name)
                .Select(group => group.Key + Mark(group.MaxBy(Severity)!));
            table.Add([layer, .. Columns.Select(column => Cell(report.Find(column.Name, layer))), string.Join(", ", others)]);
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine();
        var whole = new TextTable("whole model", " figure", " limit", "");
        foreach (var check in report.Checks.Where(check => !report.Layers.Contains(check.Layer) && check.Name != CheckNames.Finite))
        {
            whole.Add(check.Layer is null ? check.Name : $"{check.Layer}: {check.Name}", Cell(check), Number(check.Limit), check.Note);
        }

        whole.Write(terminal.Output);
        foreach (var check in report.NotChecked)
        {
            terminal.Error.WriteLine(Failure.OneLine($"{check}"));
        }

        foreach (var check in report.Failures)
        {
            terminal.Error.WriteLine(Failure.OneLine(FlagNames.In($"FAILED {check}")));
        }

        var failed = report.Failures.Count();
        terminal.Output.WriteLine(FormattableString.Invariant(
            $"{report.Checks.Count} checks, {failed} failed, {report.NotChecked.Count()} not made"));
    }

    /// <summary>The checks as an array.</summary>
    public static void WriteMembers(Utf8JsonWriter json, VerificationReport report)
    {
        json.WriteNumber("failed", report.Failures.Count());
        json.WriteNumber("notChecked", report.NotChecked.Count());
        json.WriteStartArray("checks");
        foreach (var check in report.Checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteString("layer", check.Layer);
            json.WriteFinite("figure", check.Figure);
            json.WriteFinite("limit", check.Limit);
            json.WriteString("outcome", Name(check.Outcome));
            json.WriteString("note", check.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Name(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.Failed => "failed",
        CheckOutcome.Approximate => "approximate",
        _ => "notChecked",
    };

    private static int Severity(CheckResult check) => check.Outcome switch
    {
        CheckOutcome.Failed => 3,
        CheckOutcome.Approximate => 2,
        CheckOutcome.NotChecked => 1,
        _ => 0,
    };

    private static string Cell(CheckResult? check) => check is null ? "" : Number(check.Figure) + Mark(check);

    private static string Mark(CheckResult check) => check.Outcome switch
    {
        CheckOutcome.Failed => " FAILED",
        CheckOutcome.Approximate => " approximate",
        CheckOutcome.NotChecked => " not checked",
        _ => "",
    };

    // Counts are written out.
    private static string Number(double number) => double.IsNaN(number)
        ? ""
        : number.ToString(Math.Abs(number) < MostCounted && number == Math.Floor(number) ? "0" : "g2", CultureInfo.InvariantCulture);
}
