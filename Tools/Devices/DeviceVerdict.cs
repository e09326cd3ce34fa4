using System.Text.Json;
using FlowCore.Tools.Reporting;

namespace FlowCore.Tools.Devices;

/// <summary>What came of one check of a device.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Detail">The figures, in a line.</param>
internal sealed record DeviceVerdict(string Name, bool Passed, string Detail)
{
    /// <summary>Writes it as a line, for <see cref="TryRead"/>.</summary>
    public void Write(TextWriter output) => JsonLine.Write(output, WriteMembers);

    /// <summary>Writes the members of an object.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("name", Name);
        json.WriteBoolean("passed", Passed);
        json.WriteString("detail", Detail);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null for any other line, such as a driver's own.</summary>
    public static DeviceVerdict? TryRead(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var members = json.RootElement;
            return new DeviceVerdict(
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
