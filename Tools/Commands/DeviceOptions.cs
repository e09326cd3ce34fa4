using System.CommandLine;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;

namespace FlowCore.Tools.Commands;

/// <summary>Where a command computes.</summary>
internal sealed class DeviceOptions
{
    private const string Auto = "auto";
    private const string Cpu = "cpu";
    private const int MostThreads = 1024;

    private readonly Option<string> _device = Flag.Text(
        "--device", Auto, "name", $"Where to compute: {Auto} or {Cpu}, which are the same so far; see flow devices.");

    private readonly Option<int> _threads = Flag.Whole(
        "--threads", 0, "Threads of the CPU; 0 for one a core. Results do not depend on it.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_device);
        command.Add(_threads);
    }

    /// <summary>The backend that was asked for, which the caller disposes.</summary>
    /// <exception cref="WrongCallException">There is no such device, or not so many threads.</exception>
    public IBackend Create(ParseResult parsed)
    {
        var device = parsed.GetRequiredValue(_device);
        if (device is not (Auto or Cpu))
        {
            throw new WrongCallException(
                "--device", $"{Auto} or {Cpu}", $"'{device}'", "Other devices cannot be used yet; flow devices lists them.");
        }

        var threads = parsed.GetRequiredValue(_threads);
        return threads is >= 0 and <= MostThreads
            ? new CpuBackend(threads)
            : throw new WrongCallException("--threads", $"0 (one a core) to {MostThreads}", $"{threads}");
    }
}
