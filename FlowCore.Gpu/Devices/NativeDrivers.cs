using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace FlowCore.Gpu.Devices;

/// <summary>
/// The drivers' libraries. ILGPU asks for <c>cuda</c> and <c>OpenCL</c>, which on Linux exist only where development
/// packages are installed; a driver alone brings the numbered names.
/// </summary>
internal static class NativeDrivers
{
    /// <summary>What ILGPU calls NVIDIA's driver.</summary>
    public const string Cuda = "cuda";

    /// <summary>What ILGPU calls the OpenCL loader.</summary>
    public const string OpenCL = "OpenCL";

    // The runtime takes one resolver an assembly and no second one, so it is kept for the life of the process.
    private static readonly Lazy<bool> Registration = new(Register);

    /// <summary>Makes the numbered names known to ILGPU; must come before the first context.</summary>
    public static void EnsureFound() => _ = Registration.Value;

    /// <summary>Whether a driver's library can be loaded.</summary>
    public static bool Exists(string driver) => Load(driver) != 0;

    /// <summary>The file that is looked for.</summary>
    public static string FileOf(string driver) => (driver, OperatingSystem.IsWindows()) switch
    {
        (Cuda, true) => "nvcuda.dll",
        (Cuda, false) => "libcuda.so.1",
        (_, true) => "OpenCL.dll",
        _ => "libOpenCL.so.1",
    };

    private static bool Register()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
            return true;
        }
        catch (InvalidOperationException)
        {
            // Under WSL ILGPU sets a resolver of its own, which knows where the drivers are there.
            return false;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name is Cuda or OpenCL ? Load(name) : 0;

    private static nint Load(string driver) => NativeLibrary.TryLoad(FileOf(driver), out var handle) ? handle : 0;
}
