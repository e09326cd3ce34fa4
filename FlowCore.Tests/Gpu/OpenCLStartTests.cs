using FlowCore.Gpu.Devices;
using FlowCore.Tests.Support;
using ILGPU.Runtime.OpenCL;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>A driver that ILGPU refuses when it is started, not when it is looked for.</summary>
[NeedsDevice(DeviceKind.OpenCL)]
public sealed class OpenCLStartTests
{
    [BackendFact]
    public void A_device_that_does_not_start_is_one_line_with_its_name_its_version_and_the_remedy()
    {
        // A driver's first search must not be disturbed, so it is left to the product.
        Assert.NotEmpty(DeviceSearch.Find(DeviceKind.OpenCL).Devices);

        // As the driver shows it, without what FLOW_OPENCL_UNCHECKED admits.
        var device = (CLDevice)CLDevice.GetDevices(_ => true)[0];
        var found = new FoundDevice(new DeviceChoice(DeviceKind.OpenCL, 0), device, "OpenCL 3.0", IsGpu: true, Problem: null);
        if (device.Capabilities.GenericAddressSpace)
        {
            DeviceStart.Open(found, poisonMemory: false).Dispose(); // ILGPU accepts this one, so it must start.
            return;
        }

        var line = Assert.Throws<FlowException>(() => DeviceStart.Open(found, poisonMemory: false)).Message;
        Assert.Matches(
            $@"^device opencl:0 \({device.Name}, OpenCL 3\.0\): expected to start with ILGPU 1\.5\.3, got: .+\. "
            + @"Update its driver, or use DeviceKind\.Cpu\.$", line);
        Assert.DoesNotContain('\n', line);

        var notes = new List<string>();
        Assert.Null(DeviceBackend.OpenGpu([new FoundDevices(DeviceKind.OpenCL, [found])], notes.Add));
        Assert.Equal([line], notes);
    }

    [BackendFact]
    public void The_catalog_and_the_choice_count_alike()
    {
        var group = DeviceCatalog.Find().Single(group => group.Kind == DeviceKind.OpenCL);
        foreach (var device in group.Devices.Where(device => device.Problem is null))
        {
            using var backend = DeviceBackend.Open(device.Choice);
            Assert.Equal($"opencl ({device.Name})", backend.Name);
        }
    }
}
