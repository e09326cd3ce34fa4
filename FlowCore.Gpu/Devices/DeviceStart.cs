using FlowCore.Gpu.Failures;
using FlowCore.Gpu.Launching;
using ILGPU;
using ILGPU.Runtime;

namespace FlowCore.Gpu.Devices;

/// <summary>Starts a device that was found.</summary>
internal static class DeviceStart
{
    /// <summary>Its backend, which the caller disposes.</summary>
    /// <exception cref="FlowException">ILGPU or the driver refused.</exception>
    public static GpuBackend Open(
        FoundDevice found, bool poisonMemory, Func<LaunchProfile, LaunchProfile>? adjust = null)
    {
        // The devices come from the search and not from the context: a search of its own would drop its errors.
        var context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2).EnableAlgorithms());
        Accelerator? accelerator = null;
        try
        {
            accelerator = found.Device.CreateAccelerator(context);
            var (started, own) = (accelerator, LaunchProfile.Of(accelerator));
            var profile = adjust?.Invoke(own) ?? own;
            return new GpuBackend(
                context, started, profile, poisonMemory, () => SharedMemoryCheck.Passes(started, profile));
        }
        catch (Exception failure)
        {
            // The driver's errors are exceptions of ILGPU; a version that it does not know is one of the runtime's.
            DeviceFailure.Release(() => accelerator?.Dispose());
            DeviceFailure.Release(context.Dispose);
            throw failure as FlowException ?? new FlowException(
                $"device {found.Choice} ({found.Device.Name}, {found.Version}): expected to start with "
                + $"{DriverVersions.Ilgpu}, got: {DeviceFailure.FirstLine(failure)} Update its driver, or use DeviceKind.Cpu.",
                failure);
        }
    }
}
