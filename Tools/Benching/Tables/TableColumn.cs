using System.Globalization;
using System.Text.Json;
using FlowCore.Files;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its head, and its member in an object.</param>
/// <param name="Value">A row's text, number, truth value or null.</param>
internal sealed record TableColumn<TRow>(string Name, Func<TRow, object?> Value)
{
    /// <summary>The cell of a file for scripts: numbers as they are, which read back as the same.</summary>
    public string Raw(TRow row) => Value(row) switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var text => (string)text,
    };

    /// <summary>The cell for people: four digits.</summary>
    public string Short(TRow row) => Value(row) switch
    {
        bool truth => truth ? "yes" : "no",
        double number when double.IsFinite(number) && Math.Abs(number) is >= 1e-4 and < 1e4 =>
            Rounded(number).ToString("0.#######", CultureInfo.InvariantCulture),
        double number => number.ToString("G4", CultureInfo.InvariantCulture),
        long number => number.ToString("#,0", CultureInfo.InvariantCulture),
        _ => Raw(row),
    };

    /// <summary>Writes the member of an object, if the row has it.</summary>
    public void WriteJson(Utf8JsonWriter json, TRow row)
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
