using System.CommandLine;
using FlowCore.Backends.Cpu;
using FlowCore.Gpu.Devices;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow devices</c>: what this machine could compute on.</summary>
internal sealed class DevicesCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;

    /// <summary>The verb.</summary>
    public DevicesCommand(Terminal terminal)
        : base("devices", "Lists the CPU and every accelerator that is found, and says what can be used.")
    {
        _terminal = terminal;
        SetAction(_ => Run());
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["flow devices"];

    private static string Memory(long? bytes) => bytes is { } known
        ? FormattableString.Invariant($"{known / (double)(1 << 30):F1} GiB")
        : "memory of the host";

    private static string Describe(AcceleratorInfo found) =>
        FormattableString.Invariant($"{found.Name}, multiprocessors: {found.Multiprocessors}, {Memory(found.MemoryBytes)}");

    private int Run()
    {
        using (var cpu = new CpuBackend())
        {
            Row("cpu", $"{cpu.Name}, {Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)}", "trains, samples, evaluates");
        }

        foreach (var group in AcceleratorCatalog.Find())
        {
            if (group.Problem is { } problem)
            {
                Row(group.Kind, "none", problem);
            }

            foreach (var found in group.Accelerators)
            {
                Row(group.Kind, Describe(found), found.Problem ?? "seen, but nothing runs on it yet");
            }
        }

        _terminal.Output.WriteLine();
        _terminal.Output.WriteLine("Only the CPU trains so far: kernels for the accelerators are not available yet.");
        return ExitCode.Good;
    }

    private void Row(string kind, string what, string state) =>
        _terminal.Output.WriteLine(Failure.OneLine($"{kind}: {what}; {state}"));
}
