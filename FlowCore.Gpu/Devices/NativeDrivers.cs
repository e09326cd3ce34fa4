using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

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

    /// <summary>Makes the numbered names known to ILGPU; must come before anything else of it.</summary>
    public static void EnsureFound() => _ = Registration.Value;

    /// <summary>Whether a driver's library can be loaded.</summary>
    public static bool Exists(string driver) => Load(driver) != 0;

    /// <summary>Says that <see cref="Exists"/> is not so.</summary>
    public static string Missing(string driver) => $"its driver's library {FileOf(driver)} cannot be loaded";

    /// <summary>Starts NVIDIA's driver, as often as one likes. ILGPU does so too and drops the answer.</summary>
    public static unsafe CudaError StartCuda()
    {
        var start = (delegate* unmanaged<uint, CudaError>)NativeLibrary.GetExport(Load(Cuda), "cuInit");
        return start(0);
    }

    /// <summary>Asks the OpenCL loader how many vendors' drivers it knows. ILGPU asks too and drops the answer.</summary>
    public static unsafe (CLError Status, uint Platforms) CountOpenCLPlatforms()
    {
        var count = (delegate* unmanaged<uint, nint*, uint*, CLError>)NativeLibrary.GetExport(Load(OpenCL), "clGetPlatformIDs");
        var platforms = 0u;
        var status = count(0, null, &platforms);
        return (status, status == CLError.CL_SUCCESS ? platforms : 0);
    }

    private static string FileOf(string driver) => (driver, OperatingSystem.IsWindows()) switch
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
            // Another user of ILGPU in this process came first; its names for the libraries will have to do.
            return false;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name is Cuda or OpenCL ? Load(name) : 0;

    private static nint Load(string driver)
    {
        if (driver == OpenCL)
        {
            PoclCompiler.Choose();
        }

        return NativeLibrary.TryLoad(FileOf(driver), out var handle) ? handle : 0;
    }
}
