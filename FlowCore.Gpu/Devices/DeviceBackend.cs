using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Gpu.Launching;

namespace FlowCore.Gpu.Devices;

/// <summary>Opens the backend of a device.</summary>
public static class DeviceBackend
{
    /// <summary>Opens a device, which the caller disposes.</summary>
    /// <param name="choice">Which one.</param>
    /// <param name="threads">Threads, where it is the CPU; 0 for one a core.</param>
    /// <param name="warn">Takes a line about each GPU or driver that <c>auto</c> passes over because it fails.</param>
    /// <exception cref="FlowException">It is not there, or cannot be used.</exception>
    public static IBackend Open(DeviceChoice choice, int threads = 0, Action<string>? warn = null) => choice.Kind switch
    {
        DeviceKind.Cpu => new CpuBackend(threads),
        DeviceKind.Auto => OpenGpu(new[] { DeviceKind.Cuda, DeviceKind.OpenCL }.Select(DeviceSearch.Find), warn ?? (_ => { }))
            ?? (IBackend)new CpuBackend(threads),
        _ => OpenAccelerator(choice, poisonMemory: false),
    };

    /// <summary>Whether there is a device of a kind that can be used.</summary>
    public static bool IsPresent(DeviceKind kind) =>
        kind is DeviceKind.Auto or DeviceKind.Cpu || DeviceSearch.Find(kind).Devices.Any(device => device.Problem is null);

    /// <summary>Opens a device that is not the SIMD CPU backend.</summary>
    /// <param name="choice">Which one.</param>
    /// <param name="poisonMemory">Whether memory is NaN until it is written.</param>
    /// <param name="adjust">What to make of the device's own profile, or null for nothing.</param>
    internal static GpuBackend OpenAccelerator(
        DeviceChoice choice, bool poisonMemory, Func<LaunchProfile, LaunchProfile>? adjust = null) =>
        DeviceStart.Open(Choose(choice, DeviceSearch.Find(choice.Kind)), poisonMemory, adjust);

    /// <summary>The device that a choice means.</summary>
    /// <exception cref="FlowException">It is not among those that were found, or cannot be used.</exception>
    internal static FoundDevice Choose(DeviceChoice choice, FoundDevices found)
    {
        const string Remedy = "DeviceCatalog.Find says what was found; DeviceKind.Cpu always works.";
        if (found.Devices.Count == 0)
        {
            throw new FlowException($"device {choice}", "a device of this kind", $"none: {found.Problem}", Remedy);
        }

        if (choice.Index >= found.Devices.Count)
        {
            throw new FlowException(
                $"device {choice}",
                FormattableString.Invariant($"a number from 0 to {found.Devices.Count - 1}"),
                FormattableString.Invariant($"{choice.Index}"),
                Remedy);
        }

        var device = choice.Index is { } index
            ? found.Devices[index]
            : found.Devices.FirstOrDefault(each => each.Problem is null) ?? found.Devices[0];
        return device.Problem is null
            ? device
            : throw new FlowException($"device {device.Choice} ({device.Device.Name}): {device.Problem}. {Remedy}");
    }

    /// <summary>The first GPU that starts, or null.</summary>
    internal static GpuBackend? OpenGpu(IEnumerable<FoundDevices> interfaces, Action<string> warn)
    {
        foreach (var found in interfaces)
        {
            if (found.IsFailure)
            {
                warn($"device {new DeviceChoice(found.Kind)}: {found.Problem}.");
            }

            foreach (var device in found.Devices.Where(device => device.IsGpu))
            {
                try
                {
                    return DeviceStart.Open(Choose(device.Choice, found), poisonMemory: false);
                }
                catch (FlowException refusal)
                {
                    warn(refusal.Message);
                }
            }
        }

        return null;
    }
}
