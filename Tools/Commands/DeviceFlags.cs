using System.CommandLine;
using FlowCore.Backends;
using FlowCore.Gpu.Devices;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Where a command computes.</summary>
internal sealed class DeviceFlags
{
    private const int MostThreads = 1024;

    private readonly Option<string> _device = Flag.Text(
        "--device",
        new DeviceChoice(DeviceKind.Auto).ToString(),
        "name",
        $"Where to compute: {DeviceChoice.Syntax}. auto takes a CUDA device, else an OpenCL GPU, else cpu; "
            + "ilgpu-cpu emulates a GPU for a debugger. flow devices lists what is there.");

    private readonly Option<int> _threads = Flag.Whole(
        "--threads", 0, "Threads, where the CPU computes; 0 for one a core. Results do not depend on it.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_device);
        command.Add(_threads);
    }

    /// <summary>Threads where the CPU computes; 0 for one a core.</summary>
    public int Threads(ParseResult parsed) => parsed.GetRequiredValue(_threads);

    /// <summary>The backend that was asked for, which the caller disposes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Takes a note about each GPU that <c>auto</c> had to pass over.</param>
    /// <exception cref="WrongCallException">No device is called so, or there are not so many threads.</exception>
    /// <exception cref="FlowException">The device is not there, or cannot be used.</exception>
    public IBackend Create(ParseResult parsed, Terminal terminal)
    {
        var text = parsed.GetRequiredValue(_device);
        var choice = WrongCallException.Guard(() => DeviceChoice.Parse(text));
        var threads = parsed.GetRequiredValue(_threads);
        return threads is >= 0 and <= MostThreads
            ? DeviceBackend.Open(choice, threads, problem => terminal.Error.WriteLine(Failure.OneLine($"note: {FlagNames.In(problem)}")))
            : throw new WrongCallException("--threads", $"0 (one a core) to {MostThreads}", $"{threads}");
    }
}
