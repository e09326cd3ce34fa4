using System.Globalization;
using System.Text.Json;
using FlowCore.Files;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>A column of every table.</summary>
/// <param name="Name">Its head, and its member in an object.</param>
/// <param name="Value">A row's text, number, truth value or null.</param>
internal sealed record TableColumn(string Name, Func<TableRow, object?> Value)
{
    /// <summary>The columns, in order.</summary>
    public static IReadOnlyList<TableColumn> All { get; } =
    [
        new("panel", row => row.Panel),
        new("what", row => row.What),
        new("pass", row => row.Pass),
        new("image", row => row.Image?.ToString()),
        new("batch", row => row.Batch),
        new("kernel", row => row.Kernel ?? row.Config?.Kernel),
        new("levels", row => row.Config?.Levels),
        new("stepsPerLevel", row => row.Config?.StepsPerLevel),
        new("width", row => row.Config?.Width),
        new("parameters", row => row.Parameters),
        new("exact", row => row.IsExact),
        new("ms", row => row.Milliseconds),
        new("lowerMs", row => row.Time?.Lower),
        new("upperMs", row => row.Time?.Upper),
        new("runs", row => row.Time?.Runs),
        new("launches", row => row.Launches),
        new("operations", row => row.Operations),
        new("sequentialSteps", row => row.Depth),
        new("MiB", row => row.Mebibytes),
        new("timesTheLayer", row => row.Ratio),
        new("measured", row => row.Time is null ? null : true),
        new("note", row => row.Note),
    ];

    /// <summary>The cell of a file for scripts: numbers as they are, which read back as the same.</summary>
    public string Raw(TableRow row) => Value(row) switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var text => (string)text,
    };

    /// <summary>The cell for people: four digits.</summary>
    public string Short(TableRow row) => Value(row) switch
    {
        bool truth => truth ? "yes" : "no",
        double number when double.IsFinite(number) && Math.Abs(number) is >= 1e-4 and < 1e4 =>
            Rounded(number).ToString("0.#######", CultureInfo.InvariantCulture),
        double number => number.ToString("G4", CultureInfo.InvariantCulture),
        long number => number.ToString("#,0", CultureInfo.InvariantCulture),
        _ => Raw(row),
    };

    /// <summary>Writes the member of an object, if the row has it.</summary>
    public void WriteJson(Utf8JsonWriter json, TableRow row)
    {
        switch (Value(row))
        {
            case null:
                break;
            case bool truth:
                json.WriteBoolean(Name, truth);
                break;
            case double number:
                json.WriteFinite(Name, number);
                break;
            case int number:
                json.WriteNumber(Name, number);
                break;
            case long number:
                json.WriteNumber(Name, number);
                break;
            case var text:
                json.WriteString(Name, (string)text);
                break;
        }
    }

    private static double Rounded(double number) => number == 0
        ? 0
        : Math.Round(number, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 15));
}
