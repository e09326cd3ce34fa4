using System.Runtime.InteropServices;
using FlowCore.Gpu.Devices;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>What PoCL, which is native code, sees of the choice that is made for it.</summary>
public sealed class PoclCompilerTests
{
    [Fact]
    public void A_search_for_devices_leaves_PoCL_a_way_that_takes_every_kernel()
    {
        if (!OperatingSystem.IsWindows())
        {
            DeviceSearch.Find(DeviceKind.OpenCL);
            Assert.NotNull(Native(PoclCompiler.Variable));
        }
    }

    [Fact]
    public void What_a_user_set_stays()
    {
        if (!OperatingSystem.IsWindows())
        {
            var before = Native(PoclCompiler.Variable);
            try
            {
                Assert.Equal(0, SetVariable(PoclCompiler.Variable, "workitemloops", 1));
                PoclCompiler.Choose();
                Assert.Equal("workitemloops", Native(PoclCompiler.Variable));
                Assert.Equal(0, ClearVariable(PoclCompiler.Variable));
                PoclCompiler.Choose();
                Assert.Equal(PoclCompiler.Loops, Native(PoclCompiler.Variable));
            }
            finally
            {
                _ = before is null ? ClearVariable(PoclCompiler.Variable) : SetVariable(PoclCompiler.Variable, before, 1);
            }
        }
    }

    private static string? Native(string name) => Marshal.PtrToStringUTF8(GetVariable(name));

#pragma warning disable SYSLIB1054, CA5392 // Three calls of the C library, in a test.
    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint GetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);

    [DllImport("libc", EntryPoint = "unsetenv")]
    private static extern int ClearVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
#pragma warning restore SYSLIB1054, CA5392
}
