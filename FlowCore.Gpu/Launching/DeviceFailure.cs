using ILGPU.Runtime;

namespace FlowCore.Gpu.Launching;

/// <summary>What goes wrong on a device, in the one line of the house.</summary>
internal static class DeviceFailure
{
    /// <summary>A kernel that ILGPU or the driver cannot compile.</summary>
    public static FlowException OfKernel(Accelerator accelerator, Type kernel, Exception failure)
    {
        var name = kernel.IsGenericType ? kernel.Name[..kernel.Name.IndexOf('`', StringComparison.Ordinal)] : kernel.Name;
        return new FlowException(
            $"kernel {name} on {accelerator.Name}: expected to compile, got: {FirstLine(failure)} "
            + "Update the device's driver, or use --device cpu.",
            failure);
    }

    /// <summary>A launch, a copy or a wait that fails.</summary>
    public static FlowException OfWork(Accelerator accelerator, Exception failure) => new(
        $"{accelerator.Name}: expected to finish its work, got: {FirstLine(failure)} "
        + "Try again from the last checkpoint, or use --device cpu.",
        failure);

    private static string FirstLine(Exception failure)
    {
        var cause = failure.GetBaseException();
        var line = cause.Message.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        var text = (end < 0 ? line : line[..end]).TrimEnd().ToString();
        return text.Length == 0 ? cause.GetType().Name + "." : text.EndsWith('.') ? text : text + ".";
    }
}
