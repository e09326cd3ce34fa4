using FlowCore.Gpu.Devices;
using FlowCore.Outside;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>
/// The form of the convolutions that a device would not choose: tiles in the emulator, whose barriers are dear, and none in
/// OpenCL. What a device chooses is held to the reference by <see cref="GpuBackendConformance"/>.
/// </summary>
public abstract class GpuConvolutionLaws(OpenDevice device)
{
    /// <summary>Every convolution of at most three samples: an emulated group takes milliseconds.</summary>
    public static TheoryData<string> Rows { get; } = new(BackendCases.All.Values
        .Where(row => row.Member.Contains("Convolve", StringComparison.Ordinal) && row.Samples <= 3)
        .Select(row => row.Name));

    [BackendTheory]
    [MemberData(nameof(Rows))]
    public void The_other_form_agrees_with_the_reference_too(string name)
    {
        var row = BackendCases.All[name];
        using var reference = new ReferenceBackend();
        foreach (var (right, result) in Outcome.Pairs(Trial.Run(reference, row), Trial.Run(device.Backend, row, Placement.View)))
        {
            Expect.Close(right.Numbers, result.Numbers, row.Tolerance.Relative, $"{name}: {right.Name}", row.Seed);
        }
    }

    public sealed class Emulator(OpenDevice.SharingEmulator device)
        : GpuConvolutionLaws(device), IClassFixture<OpenDevice.SharingEmulator>;

    [NeedsDevice(DeviceKind.OpenCL)]
    public sealed class OpenCL(OpenDevice.UnsharingOpenCL device)
        : GpuConvolutionLaws(device), IClassFixture<OpenDevice.UnsharingOpenCL>;
}
