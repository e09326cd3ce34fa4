using System.CommandLine;
using System.Text.Json;
using FlowCore.Backends.Cpu;
using FlowCore.Gpu.Devices;
using FlowCore.Gpu.SelfTest;
using FlowCore.Tools.Devices;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow devices</c>: what this machine can compute on.</summary>
internal sealed class DevicesCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;

    private readonly Option<bool> _selfTest = Flag.Switch(
        "--self-test", "Run a short conformance set on every device that can be used; exit with 1 if one fails.");

    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public DevicesCommand(Terminal terminal)
        : base("devices", "Lists the CPU and every accelerator that is found, and says why one cannot be used.")
    {
        _terminal = terminal;
        Add(_selfTest);
        Add(_json);
        Add(new DeviceCheckCommand(terminal));
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["flow devices", "flow devices --self-test --json"];

    private int Run(ParseResult parsed)
    {
        using var cpu = new CpuBackend();
        var host = new DeviceInfo(
            new DeviceChoice(DeviceKind.Cpu),
            cpu.Name,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            $"{cpu.Caches}",
            Environment.ProcessorCount,
            Problem: null);
        var found = DeviceCatalog.Find();
        DeviceTable.Write(_terminal.Output, host, found);

        var tests = new List<(string Device, SelfTestResult Verdict)>();
        if (parsed.GetValue(_selfTest))
        {
            foreach (var device in found.SelectMany(group => group.Devices).Where(device => device.Problem is null))
            {
                tests.AddRange(Test($"{device.Choice}").Select(verdict => ($"{device.Choice}", verdict)));
            }
        }

        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json => WriteJson(json, host, found, tests));
        }

        return tests.All(test => test.Verdict.Passed) ? ExitCode.Good : ExitCode.JobFailed;
    }

    private IReadOnlyList<SelfTestResult> Test(string device)
    {
        // An interrupt ends the other process, and only then this one.
        using var hold = _terminal.Hold();
        _terminal.Output.WriteLine();
        _terminal.Output.WriteLine($"{device}:");
        return DeviceTrial.Run(
            OwnProcess.With(Name, DeviceCheckCommand.Verb, device),
            verdict => _terminal.Output.WriteLine(
                Failure.OneLine($"  {(verdict.Passed ? "ok  " : "FAIL")}  {verdict.Name,-40}  {verdict.Detail}")),
            _terminal.Stop);
    }

    private static void WriteJson(
        Utf8JsonWriter json, DeviceInfo cpu, IReadOnlyList<DeviceGroup> groups, IReadOnlyList<(string Device, SelfTestResult Verdict)> tests)
    {
        json.WriteStartArray("devices");
        foreach (var device in groups.SelectMany(group => group.Devices).Prepend(cpu))
        {
            json.WriteStartObject();
            json.WriteString("device", $"{device.Choice}");
            json.WriteString("name", device.Name);
            json.WriteString("version", device.Version);
            json.WriteNumber("multiprocessors", device.Multiprocessors);
            if (device.MemoryBytes is { } bytes)
            {
                json.WriteNumber("memoryBytes", bytes);
            }

            json.WriteString("problem", device.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("problems");
        foreach (var group in groups.Where(group => group.Problem is not null))
        {
            json.WriteString($"{new DeviceChoice(group.Kind)}", group.Problem);
        }

        json.WriteEndObject();
        json.WriteStartArray("selfTest");
        foreach (var (device, verdict) in tests)
        {
            json.WriteStartObject();
            json.WriteString("device", device);
            VerdictLine.WriteMembers(verdict, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
