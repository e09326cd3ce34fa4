using System.Reflection;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace FlowCore.Gpu.Devices;

/// <summary>Opens the backend of a device.</summary>
public static class GpuBackends
{
    /// <summary>Opens a device, which the caller disposes.</summary>
    /// <param name="choice">Which one.</param>
    /// <param name="threads">Threads, where it is the CPU; 0 for one a core.</param>
    /// <exception cref="FlowException">It is not there, or cannot be used.</exception>
    public static IBackend Open(DeviceChoice choice, int threads = 0) => choice.Kind switch
    {
        DeviceKind.Cpu => new CpuBackend(threads),
        DeviceKind.Auto => OpenBest() ?? (IBackend)new CpuBackend(threads),
        _ => OpenAccelerator(choice, poisonMemory: false),
    };

    /// <summary>Whether there is a device of a kind that can be used.</summary>
    public static bool IsPresent(DeviceKind kind)
    {
        if (kind is DeviceKind.Auto or DeviceKind.Cpu or DeviceKind.Emulator)
        {
            return true;
        }

        if (!NativeDrivers.Exists(kind == DeviceKind.Cuda ? NativeDrivers.Cuda : NativeDrivers.OpenCL))
        {
            return false;
        }

        using var context = Create(kind);
        return context.Devices.Length > 0;
    }

    /// <summary>Opens a device that is not the SIMD CPU backend.</summary>
    internal static GpuBackend OpenAccelerator(DeviceChoice choice, bool poisonMemory)
    {
        var context = Create(choice.Kind);
        try
        {
            if (choice.Index >= context.Devices.Length)
            {
                throw new FlowException(
                    $"device {choice}", "a device of this kind", $"{context.Devices.Length} of them", "flow devices says what was found and why.");
            }

            return new GpuBackend(context, context.Devices[choice.Index].CreateAccelerator(context), poisonMemory: poisonMemory);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static GpuBackend? OpenBest() => null;

    private static Context Create(DeviceKind kind)
    {
        NativeDrivers.EnsureFound();
        return Context.Create(builder => Register(builder.Optimize(OptimizationLevel.O2).EnableAlgorithms(), kind));
    }

    private static void Register(Context.Builder builder, DeviceKind kind)
    {
        switch (kind)
        {
            case DeviceKind.Cuda:
                builder.Cuda();
                break;
            case DeviceKind.OpenCL:
                builder.OpenCL(Accept);
                break;
            default:
                // Two threads of one group: each is a thread of the system, and a barrier costs as many switches.
                builder.CPU(new CPUDevice(2, 1, 1));
                break;
        }
    }

    private static bool Accept(CLDevice device)
    {
        if (Environment.GetEnvironmentVariable("FLOW_OPENCL_UNCHECKED") != "1")
        {
            return device.Capabilities.GenericAddressSpace;
        }

        for (var type = device.Capabilities.GetType(); type is not null; type = type.BaseType)
        {
            const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;
            if (type.GetProperty(nameof(CLCapabilityContext.GenericAddressSpace), Own)?.GetSetMethod(nonPublic: true) is { } set)
            {
                set.Invoke(device.Capabilities, [true]);
                return true;
            }
        }

        return false;
    }
}
