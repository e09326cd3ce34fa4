using System.Runtime.InteropServices;

namespace FlowCore.Gpu.Devices;

/// <summary>
/// How PoCL, a CPU as an OpenCL device, makes a loop of the threads of a group. By itself it writes groups of one or two
/// threads out instead, and some kernels with barriers then end the process in its version 3.1
/// (<c>ParallelRegion.cc: Assertion `exit != NULL' failed</c>). Which ones depends on the processor that LLVM optimises for,
/// so the one way that takes all of them is chosen for all.
/// </summary>
internal static partial class PoclCompiler
{
    /// <summary>PoCL's environment variable for the way; what a user set there stays.</summary>
    public const string Variable = "POCL_WORK_GROUP_METHOD";

    /// <summary>Loops that LLVM may vectorise: what PoCL does with larger groups anyway.</summary>
    public const string Loops = "loopvec";

    /// <summary>Says so to the driver, which reads it when it builds a kernel. Other drivers do not know the variable.</summary>
    public static void Choose()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There is no PoCL that ILGPU would find.
        }

        // The runtime keeps an environment of its own, which native code does not see.
        _ = SetVariable(Variable, Loops, overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
