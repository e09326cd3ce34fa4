using FlowCore.Gpu.Devices;

namespace FlowCore.Tests.Support;

/// <summary>
/// The tests of a class want a device. Where it is missing they are skipped and say so; a run whose
/// <c>FLOW_EXPECT_DEVICES</c> names the device (<c>opencl</c>, <c>cuda</c>, separated by commas) fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsDeviceAttribute(DeviceKind kind) : Attribute
{
    private const string Variable = "FLOW_EXPECT_DEVICES";

    /// <summary>The device.</summary>
    public DeviceKind Kind { get; } = kind;

    /// <summary>Why the tests of a class cannot run here, or null when they can or must.</summary>
    public static string? ReasonToSkip(DeviceKind kind)
    {
        var name = new DeviceChoice(kind).ToString().Split(':')[0];
        var expected = Environment.GetEnvironmentVariable(Variable)?.Split(',') ?? [];
        return expected.Contains(name) || DeviceBackend.IsPresent(kind)
            ? null
            : $"There is no {name} device here (set {Variable}={name} to make this a failure).";
    }
}
