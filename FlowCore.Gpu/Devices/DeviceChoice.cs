using System.Globalization;

namespace FlowCore.Gpu.Devices;

/// <summary>A device as a user names it: <c>auto</c>, <c>cpu</c>, <c>cuda[:i]</c>, <c>opencl[:i]</c> or <c>ilgpu-cpu</c>.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Index">
/// Which of its kind, in the order of <see cref="DeviceCatalog"/>, from 0; or null for the first that can be used.
/// </param>
public readonly record struct DeviceChoice(DeviceKind Kind, int? Index = null)
{
    /// <summary>What may be written, for help and messages.</summary>
    public const string Syntax = "auto, cpu, cuda[:i], opencl[:i] or ilgpu-cpu";

    /// <summary>The choice that a text names.</summary>
    /// <exception cref="FlowException">It names none.</exception>
    public static DeviceChoice Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        DeviceKind? kind = (colon < 0 ? text : text[..colon]) switch
        {
            "auto" when colon < 0 => DeviceKind.Auto,
            "cpu" when colon < 0 => DeviceKind.Cpu,
            "ilgpu-cpu" when colon < 0 => DeviceKind.Emulator,
            "cuda" => DeviceKind.Cuda,
            "opencl" => DeviceKind.OpenCL,
            _ => null,
        };
        var index = 0;
        var isIndexed = colon < 0 || int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index);
        return kind is { } known && isIndexed
            ? new DeviceChoice(known, colon < 0 ? null : index)
            : throw new FlowException("DeviceChoice.Parse", Syntax, $"'{text}'", "DeviceCatalog.Find lists what this machine has.");
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var kind = Kind switch
        {
            DeviceKind.Auto => "auto",
            DeviceKind.Cpu => "cpu",
            DeviceKind.Emulator => "ilgpu-cpu",
            DeviceKind.Cuda => "cuda",
            _ => "opencl",
        };
        return Index is { } index ? FormattableString.Invariant($"{kind}:{index}") : kind;
    }
}
