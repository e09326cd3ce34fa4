using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace FlowCore.Gpu.Failures;

/// <summary>What goes wrong on a device, in the one line of the house.</summary>
internal static class DeviceFailure
{
    /// <summary>A kernel that ILGPU or the driver cannot compile.</summary>
    public static FlowException OfKernel(Accelerator accelerator, Type kernel, Exception failure)
    {
        var name = kernel.IsGenericType ? kernel.Name[..kernel.Name.IndexOf('`', StringComparison.Ordinal)] : kernel.Name;
        return new FlowException(
            $"kernel {name} on {Describe(accelerator)}: expected to compile with {DriverVersions.Ilgpu}, got: "
            + $"{FirstLine(failure)} Update the device's driver, or use DeviceKind.Cpu.",
            failure);
    }

    /// <summary>Does work of a device; its failure is one of <see cref="OfWork"/>.</summary>
    public static void Guard(Accelerator accelerator, Action work)
    {
        try
        {
            work();
        }
        catch (AcceleratorException failure)
        {
            throw OfWork(accelerator, failure);
        }
    }

    /// <summary>Gives something of a device back; one that failed before fails in this too, and its first error is what counts.</summary>
    public static void Release(Action release)
    {
        try
        {
            release();
        }
        catch (Exception failure) when (failure is AcceleratorException or FlowException)
        {
        }
    }

    /// <summary>A launch, a copy or a wait that fails.</summary>
    public static FlowException OfWork(Accelerator accelerator, Exception failure) => new(
        $"{accelerator.Name}: expected to finish its work, got: {FirstLine(failure)} "
        + "Try again from the last checkpoint, or use DeviceKind.Cpu.",
        failure);

    /// <summary>What an exception says at its root, as one sentence.</summary>
    public static string FirstLine(Exception failure)
    {
        var cause = failure.GetBaseException();
        var message = cause switch
        {
            // ILGPU gives these no text of their own.
            CLException { Error: not CLError.CL_SUCCESS } refused => $"OpenCL error {refused.Error}",
            CudaException refused => $"{refused.Message} ({refused.Error})",
            _ => cause.Message,
        };
        var line = message.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        var text = (end < 0 ? line : line[..end]).TrimEnd().ToString();
        return text.Length == 0 ? cause.GetType().Name + "." : text.EndsWith('.') ? text : text + ".";
    }

    // A driver's version is what decides whether it takes the PTX of this version of ILGPU.
    private static string Describe(Accelerator accelerator) => accelerator is CudaAccelerator cuda
        ? $"{cuda.Name} ({DriverVersions.Of(cuda.Device)})"
        : accelerator.Name;
}
