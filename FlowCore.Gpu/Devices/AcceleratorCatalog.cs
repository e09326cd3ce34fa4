using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace FlowCore.Gpu.Devices;

/// <summary>What ILGPU finds on this machine, and why it finds no more.</summary>
public static class AcceleratorCatalog
{
    /// <summary>Asks every interface; one that fails says so in its group and hides nothing of the others.</summary>
    public static IReadOnlyList<AcceleratorGroup> Find()
    {
        NativeDrivers.EnsureFound();
        return
        [
            OfDriver("cuda", NativeDrivers.Cuda, builder => builder.Cuda()),

            // All devices, not only those that ILGPU accepts: what it leaves out is listed with the reason.
            OfDriver("opencl", NativeDrivers.OpenCL, builder => builder.OpenCL(_ => true)),
            Group("emulator", builder => builder.DefaultCPU()),
        ];
    }

    private static AcceleratorGroup OfDriver(string kind, string driver, Action<Context.Builder> register)
    {
        if (!NativeDrivers.Exists(driver))
        {
            return new AcceleratorGroup(kind, [], $"its driver's library {NativeDrivers.FileOf(driver)} cannot be loaded");
        }

        var group = Group(kind, register);
        return group is { Accelerators.Count: 0, Problem: null }
            ? group with { Problem = "its driver is there but shows no device" }
            : group;
    }

    private static AcceleratorGroup Group(string kind, Action<Context.Builder> register)
    {
        try
        {
            using var context = Context.Create(register);
            return new AcceleratorGroup(kind, [.. context.Devices.Select(Describe)], Problem: null);
        }
        catch (Exception failure)
        {
            // Native code is behind this: whatever it throws is news about one interface, not the end of the listing.
            return new AcceleratorGroup(kind, [], $"ILGPU failed: {failure.GetBaseException().Message}");
        }
    }

    private static AcceleratorInfo Describe(Device device) =>
        new(device.Name, device is CPUDevice ? null : device.MemorySize, device.NumMultiprocessors, Problem(device));

    private static string? Problem(Device device) => device is CLDevice { Capabilities.GenericAddressSpace: false }
        ? "lacks the generic address space of OpenCL 2.0, which kernels need"
        : null;
}
