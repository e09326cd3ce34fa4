using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FlowCore.Tools.Reporting;

/// <summary>The object that <c>--json</c> puts on the last line of standard output.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one object as one line.</summary>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        // The encoder lets through what turns a line's direction; an escape is the same JSON.
        output.WriteLine(VisibleText.Of(Encoding.UTF8.GetString(bytes.ToArray())));
    }
}
