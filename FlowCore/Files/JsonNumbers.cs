using System.Text.Json;

namespace FlowCore.Files;

/// <summary>Numbers that JSON may have no word for.</summary>
public static class JsonNumbers
{
    /// <summary>A number, or null for one that is not finite.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
