using FlowCore.Gpu.Devices;
using FlowCore.Tools.Reporting;

namespace FlowCore.Tools.Devices;

/// <summary>The devices of a machine, a row each.</summary>
internal static class DeviceTable
{
    private const string None = "-";
    private const string Use = "trains, samples, evaluates";

    /// <summary>Writes the CPU, then every interface: its devices, or why it has none.</summary>
    public static void Write(TextWriter output, DeviceInfo cpu, IReadOnlyList<DeviceGroup> groups)
    {
        var table = new TextTable("device", "name", " memory", "version", " units", "state");
        Add(table, cpu, Use);
        foreach (var group in groups)
        {
            foreach (var device in group.Devices)
            {
                Add(table, device, device.Choice.Kind == DeviceKind.Emulator ? "emulates a GPU for a debugger; slow" : Use);
            }

            if (group.Problem is { } problem)
            {
                table.Add($"{new DeviceChoice(group.Kind)}", None, None, None, None, group.Devices.Count == 0 ? $"none: {problem}" : problem);
            }
        }

        table.Write(output);
    }

    private static void Add(TextTable table, DeviceInfo device, string use) => table.Add(
        $"{device.Choice}",
        device.Name,
        device.MemoryBytes is { } bytes ? FormattableString.Invariant($"{bytes / (double)(1 << 30):F1} GiB") : None,
        device.Version.Length == 0 ? None : device.Version,
        FormattableString.Invariant($"{device.Multiprocessors}"),
        device.Problem is { } problem ? $"refused: {problem}" : use);
}
