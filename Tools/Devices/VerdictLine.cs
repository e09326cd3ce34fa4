using System.Text.Json;
using FlowCore.Gpu.SelfTest;
using FlowCore.Tools.Reporting;

namespace FlowCore.Tools.Devices;

/// <summary>What came of one check of a device as a line, from the process that checks to the one that asked.</summary>
internal static class VerdictLine
{
    /// <summary>Writes a line, for <see cref="TryRead"/>.</summary>
    public static void Write(SelfTestResult verdict, TextWriter output) => JsonLine.Write(output, json => WriteMembers(verdict, json));

    /// <summary>Writes the members of an object.</summary>
    public static void WriteMembers(SelfTestResult verdict, Utf8JsonWriter json)
    {
        json.WriteString("name", verdict.Name);
        json.WriteBoolean("passed", verdict.Passed);
        json.WriteString("detail", verdict.Detail);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null for any other line, such as a driver's own.</summary>
    public static SelfTestResult? TryRead(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var members = json.RootElement;
            return new SelfTestResult(
                members.GetProperty("name").GetString()!,
                members.GetProperty("passed").GetBoolean(),
                members.GetProperty("detail").GetString()!);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
